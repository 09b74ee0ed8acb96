import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Contender, OURS } from '../e2e/contender.ts';
import type { Usage } from '../e2e/usage.ts';
import { type Child, runChild } from '../journey/run-child.ts';
import type { Measured } from '../local/trial.ts';
import type { IdleCommand, IdlePart } from './idle-main.ts';

const PROCESSES = 4;
const STORM = 2_000;
/** Nobody is idle for as long in this bench that a heartbeat would be due. */
const HEARTBEAT_MS = '600000';
const REST_MS = 1_000;

/** E6: what an idle connection costs the server in memory, and how long it takes until 2,000 that were cut are back. */
export async function measureIdle(contender: Contender, connections: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-idle-'));
  mkdirSync(join(folder, 'server'));
  const tokens = await tokensFor(contender, join(folder, 'server'), connections);
  const args = [...contender.serverArgs(join(folder, 'server')), HEARTBEAT_MS];
  const server = await runChild<{ url: string }>(contender.server, args, [...process.execArgv, '--expose-gc']);
  const holders: Child<unknown>[] = [];
  const askAll = async (command: IdleCommand): Promise<number> => {
    const times = await Promise.all(holders.map((holder) => holder.ask<readonly [number, number]>(command)));
    return Math.max(...times.map(([, endMs]) => endMs)) - Math.min(...times.map(([beginMs]) => beginMs));
  };
  const rested = async (): Promise<Usage> => {
    await sleep(REST_MS);
    await server.ask('rested');
    return server.ask('rested');
  };
  try {
    const share = Math.ceil(connections / PROCESSES);
    for (let i = 0; i < PROCESSES; i++) {
      const path = join(folder, `idle-${i}.json`);
      const part: IdlePart = { url: server.report.url, tokens: tokens.slice(i * share, (i + 1) * share) };
      writeFileSync(path, JSON.stringify(part));
      holders.push(await runChild('../server/idle-main.ts', [path]));
    }
    const before = await rested();
    const opened = await askAll({ do: 'open' });
    const after = await rested();
    const storm = await askAll({ do: 'storm', count: Math.min(STORM, connections) / PROCESSES });
    return {
      memory: (after.rssKb - before.rssKb) / connections,
      heap: (after.heapKb - before.heapKb) / connections,
      opened,
      storm,
    };
  } finally {
    for (const child of [...holders, server]) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Made by another process over the same folder: what that leaves in memory would hide what connections take. */
async function tokensFor(contender: Contender, folder: string, count: number): Promise<readonly string[]> {
  if (contender !== OURS) return new Array<string>(count).fill('');
  const issuer = await runChild<unknown>(contender.server, contender.serverArgs(folder));
  const tokens = await issuer.ask<readonly string[]>({ tokens: count });
  await issuer.stop();
  return tokens;
}
