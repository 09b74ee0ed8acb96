import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Child, runChild } from '../journey/run-child.ts';
import type { Command, Part } from './commands.ts';
import type { Contender } from './contender.ts';
import type { DevicePlan } from './device.ts';
import type { Usage } from './usage.ts';

/** A server of one contender in a process of its own, over an empty folder, and processes that hold devices. */
export interface Stage {
  /** Resolves when all these devices are connected. */
  open(devices: readonly Omit<DevicePlan, 'folder' | 'server'>[]): Promise<Devices>;
  serverUsage(): Promise<Usage>;
  /** Resolves when the server has done what it left for later: words it indexes behind the commits, for example. */
  serverRests(): Promise<void>;
  close(): Promise<void>;
}

/** The devices of one process. */
export interface Devices {
  ask<Answer = void>(command: Command): Promise<Answer>;
}

export interface StageOptions {
  readonly contender: Contender;
  /** Where CPU profiles of all processes go. */
  readonly profile?: string | undefined;
}

const LOOK_MS = 250;
/** Two hundredths of a core: heartbeats, and being asked. */
const RESTING_US = 5_000;

export async function openStage({ contender, profile }: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-e2e-'));
  const running: Child<unknown>[] = [];
  let processes = 0;
  const run = async (module: string, args: readonly string[], name: string): Promise<Child<unknown>> => {
    const profiled = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`] : [];
    const child = await runChild<unknown>(module, args, [...process.execArgv, ...profiled]);
    running.push(child);
    return child;
  };
  mkdirSync(join(folder, 'server'));
  const server = await run(contender.server, contender.serverArgs(join(folder, 'server')), 'server');
  return {
    async open(plans) {
      const name = `devices-${++processes}`;
      const devices = plans.map((plan) => ({ ...plan, folder, server: server.report }));
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify({ module: contender.devices, devices } satisfies Part));
      const child = await run('../e2e/device-main.ts', [path], name);
      return { ask: (command) => child.ask(command) };
    },
    serverUsage: () => server.ask('usage'),
    async serverRests() {
      for (let quiet = 0, before = Number.POSITIVE_INFINITY; quiet < 2; ) {
        const { cpuUs } = await server.ask<Usage>('usage');
        quiet = cpuUs - before < RESTING_US ? quiet + 1 : 0;
        before = cpuUs;
        await sleep(LOOK_MS);
      }
    },
    async close() {
      const [, ...devices] = running;
      for (const child of devices) await child.ask({ do: 'close' } satisfies Command);
      for (const child of running.toReversed()) await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
