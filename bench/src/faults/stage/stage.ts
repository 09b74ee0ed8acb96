import { mkdirSync } from 'node:fs';
import { deriveId } from '../../replay/derive-id.ts';
import { readServer } from '../../replay/read-replicas.ts';
import { tokenOf } from '../../replay/write-parts.ts';
import type { Build } from '../builds/build.ts';
import { wallMs } from '../device/entry.ts';
import type { DevicePart, Pace } from '../device/part.ts';
import type { Evidence, Finding, HitFault } from '../judge/evidence.ts';
import { judgeConfirmed } from '../judge/judge.ts';
import type { Device } from './device.ts';
import { createServer, type Server } from './server.ts';
import { until } from './until.ts';

/** What a run is given. */
export interface RunOptions {
  readonly folder: string;
  readonly build: Build;
  readonly seed: string;
  /** Faults to hit with. */
  readonly count: number;
  /** Longer than anything takes in a build that is whole. */
  readonly limitMs: number;
  /** Told of each fault. */
  readonly hit: () => void;
}

export interface Cast {
  /** The first one makes the conversations. */
  readonly users: readonly { readonly user: string; readonly pace: Pace }[];
  readonly heartbeatMs?: number | undefined;
  /** Makes a device, and says where it connects. */
  readonly make: (part: DevicePart, serverPort: number) => Promise<Device>;
  /** Frees what `make` took. */
  readonly release: () => Promise<void>;
}

/** The processes of one run, and what is known of them. */
export interface Stage {
  readonly server: Server;
  readonly devices: readonly Device[];
  readonly limitMs: number;
  /** Its present life writes. */
  isUp(device: Device): boolean;
  /** Waits for what the devices note. */
  until(what: string, isTrue: () => boolean): Promise<void>;
  /** Kills it, and launches it again after a moment. */
  killDevice(device: Device, pause: () => Promise<void>): Promise<void>;
  killServer(pause: () => Promise<void>): Promise<void>;
  hit(fault: HitFault): void;
  /** Starts everything; resolves when everybody writes. */
  begin(): Promise<void>;
  /** Lets everybody get everything, without another fault and without a restart; then ends them in order. */
  settle(): Promise<void>;
  /** It cannot go on. */
  gaveUp(error: unknown): void;
  /** Ends whatever still runs, and reads all databases. */
  end(): Promise<Evidence>;
}

const LANES = 2;

export const urlOf = (port: number): string => `ws://127.0.0.1:${port}/sync`;

export async function openStage({ folder, build, seed, limitMs, hit }: RunOptions, cast: Cast): Promise<Stage> {
  mkdirSync(folder, { recursive: true });
  const server = await createServer(folder, build, cast.heartbeatMs);
  const names = cast.users.map(({ user }) => user);
  const conversations = Array.from({ length: LANES }, (_, i) => ({
    id: deriveId(seed, `conversation ${i}`, i),
    title: `lane ${i}`,
  }));
  const devices: Device[] = [];
  for (const [i, { user, pace }] of cast.users.entries()) {
    const invites = i === 0 ? { invites: names.slice(1) } : {};
    // The address is filled in by whoever makes the device.
    const part: DevicePart = { user, token: await tokenOf(user), url: '', conversations, pace, ...invites };
    devices.push(await cast.make(part, server.port));
  }
  const histories = devices.map(({ history }) => history);
  const findings: Finding[] = [];
  const faults: HitFault[] = [];
  /** As of the start of its present life. */
  const livesBefore = new Map<Device, number>();
  const unknownBefore = new Map<Device, number>();
  let amid = 0;

  async function start(device: Device): Promise<void> {
    livesBefore.set(device, device.history.lives());
    unknownBefore.set(device, device.history.unknown());
    await device.start();
  }
  const isUp: Stage['isUp'] = (device) => device.history.lives() > (livesBefore.get(device) ?? 0);

  const wait: Stage['until'] = (what, isTrue) =>
    until(what, limitMs, () => {
      for (const device of devices) device.poll();
      return isTrue();
    });

  const isSettled = (): boolean => {
    if (histories.some((history) => history.stand().unsent > 0)) return false;
    const { stored = 0 } = histories[0]?.stand() ?? {};
    if (histories.some((history) => history.stand().stored !== stored)) return false;
    return readServer(server.database).messages.length === stored;
  };

  const stage: Stage = {
    server,
    devices,
    limitMs,
    isUp,
    until: wait,
    hit(fault) {
      faults.push(fault);
      hit();
    },
    async killDevice(device, pause) {
      const atMs = wallMs();
      await device.kill();
      if (device.history.unknown() > (unknownBefore.get(device) ?? 0)) amid++;
      await pause();
      const healedMs = wallMs();
      await start(device);
      stage.hit({ kind: 'kill', users: [device.user], atMs, healedMs });
    },
    async killServer(pause) {
      const atMs = wallMs();
      if (histories.some((history) => history.stand().unsent > 0)) amid++;
      await server.kill();
      for (const device of devices) device.poll();
      findings.push(...judgeConfirmed(histories, readServer(server.database)));
      await pause();
      const healedMs = wallMs();
      await server.start();
      stage.hit({ kind: 'kill', users: names, atMs, healedMs });
    },
    async begin() {
      await server.start();
      for (const device of devices) await start(device);
      await wait('everybody writes', () => devices.every(isUp));
    },
    async settle() {
      await wait('everybody is back', () => devices.every(isUp));
      await Promise.all(devices.map((device) => device.rest()));
      await wait('everybody holds everything and owes nothing', isSettled);
      await Promise.all(devices.map((device) => device.close()));
      await server.stop();
    },
    gaveUp(error) {
      const text = error instanceof Error ? error.message : String(error);
      const where = devices.map(({ user, history }) => {
        const { stored, unsent } = history.stand();
        return `${user} wrote ${history.tried.size}, holds ${stored}, owes ${unsent}`;
      });
      findings.push({ what: 'trouble', text: `${text} ${where.join('; ')}` });
    },
    async end() {
      const replicas = await Promise.all(
        devices.map((device) =>
          device.replica().catch((error: unknown) => {
            findings.push({ what: 'trouble', text: `${device.user}: its database cannot be read: ${error}` });
            return { name: device.user, messages: [], unsent: 0 };
          }),
        ),
      );
      await server.kill();
      await cast.release();
      return { histories, log: readServer(server.database), replicas, findings, faults, amid };
    },
  };
  return stage;
}
