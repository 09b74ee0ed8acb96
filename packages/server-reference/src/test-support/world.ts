import {
  type ClientFrame,
  conversationStream,
  type HelloCursor,
  type Op,
  type Result,
  type ServerFrame,
  type StreamId,
  type Want,
} from '@tidemark/protocol';
import { serverFrameSchemas } from '@tidemark/protocol/schemas';
import type { Receiver } from '../connection/socket.ts';
import { type Core, type CoreOptions, createCore } from '../core.ts';
import type { Log } from '../log/log.ts';
import { openSqliteLog } from '../log/sqlite-log.ts';
import { randomId } from '../runtime.ts';
import { create } from './ops.ts';
import { createVirtualRuntime, settle, type VirtualRuntime } from './virtual-runtime.ts';

type FrameOf<Type> = Extract<ServerFrame, { type: Type }>;

/** One connection as a client sees it. Every frame received has been held to its schema. */
export interface Device {
  readonly frames: ServerFrame[];
  readonly closed: { code: number; reason: string } | undefined;
  buffered: number;
  say(...frames: readonly unknown[]): Promise<void>;
  raw(message: string | Uint8Array): Promise<void>;
  push(...ops: readonly Op[]): Promise<readonly Result[]>;
  pull(stream: StreamId, want: Want, more?: { limit?: number; epoch?: string }): Promise<ServerFrame>;
  of<Type extends ServerFrame['type']>(type: Type): readonly FrameOf<Type>[];
  take(): readonly ServerFrame[];
  leave(): void;
}

export interface World {
  readonly runtime: VirtualRuntime;
  readonly core: Core;
  readonly log: Log;
  readonly failures: unknown[];
  connect(): Device;
  /** A device past its hello; what came up to the welcome is taken. */
  join(
    user: string,
    hello?: { resume?: string; cursors?: readonly HelloCursor[]; expiresAtMs?: number },
  ): Promise<Device>;
}

export interface WorldOptions extends Partial<Omit<CoreOptions, 'runtime' | 'log'>> {
  readonly runtime?: VirtualRuntime | undefined;
  readonly log?: Log | undefined;
}

/** A server in memory. Tokens are the user's name, a bar, and the time they end. */
export function openWorld(options: WorldOptions = {}): World {
  const runtime = options.runtime ?? createVirtualRuntime();
  const log = options.log ?? openSqliteLog({ path: ':memory:', newEpoch: () => randomId(runtime) });
  const failures: unknown[] = [];
  const core = createCore({
    verifyToken: async (token) => {
      const [user = '', expiresAtMs] = token.split('|');
      return { user, ...(expiresAtMs === undefined ? {} : { expiresAtMs: Number(expiresAtMs) }) };
    },
    failed: (error) => failures.push(error),
    ...options,
    log,
    runtime,
  });
  const connect = (): Device => createDevice(core);
  return {
    runtime,
    core,
    log,
    failures,
    connect,
    join: async (user, { resume, cursors = [], expiresAtMs } = {}) => {
      const device = connect();
      const token = expiresAtMs === undefined ? user : `${user}|${expiresAtMs}`;
      await device.say({ type: 'hello', protocol: 1, token, device: `${user}-phone`, resume, cursors });
      return device;
    },
  };
}

/** Alice's conversation with these people, and her device. */
export async function openConversation(
  world: World,
  ...members: readonly string[]
): Promise<{ alice: Device; stream: StreamId }> {
  const alice = await world.join('alice');
  await alice.push(create('crew', members));
  alice.take();
  return { alice, stream: conversationStream('crew') };
}

function createDevice(core: Core): Device {
  let receiver: Receiver | undefined;
  let closed: Device['closed'];
  let request = 0;
  const device: Device = {
    frames: [],
    get closed() {
      return closed;
    },
    buffered: 0,
    raw: async (message) => {
      receiver?.receive(message);
      await settle();
    },
    say: (...frames) => device.raw(JSON.stringify(frames)),
    push: async (...ops) => {
      const before = device.frames.length;
      await device.say({ type: 'push', ops } satisfies ClientFrame);
      return device.frames.slice(before).flatMap((frame) => (frame.type === 'results' ? frame.results : []));
    },
    pull: async (stream, want, { limit = 50, epoch } = {}) => {
      request += 1;
      const before = device.frames.length;
      await device.say({ type: 'pull', id: request, stream, want, limit, epoch });
      const answer = device.frames.slice(before).find((frame) => 're' in frame && frame.re === request);
      if (answer === undefined) throw new Error('the pull was not answered');
      return answer;
    },
    of: (type) => device.frames.filter((frame) => frame.type === type) as never,
    take: () => device.frames.splice(0),
    leave: () => receiver?.closed(),
  };
  receiver = core.accept({
    send: (text) => {
      for (const frame of JSON.parse(text) as readonly ServerFrame[]) {
        device.frames.push(serverFrameSchemas[frame.type].parse(frame) as ServerFrame);
      }
    },
    close: (code, reason) => {
      closed = { code, reason };
      receiver?.closed();
    },
    bufferedBytes: () => device.buffered,
  });
  return device;
}
