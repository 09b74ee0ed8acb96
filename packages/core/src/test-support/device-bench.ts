import {
  type ClientFrame,
  type Pull,
  type Push,
  type ServerFrame,
  type Summaries,
  userStream,
} from '@tidemark/protocol';
import { build, createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { createClient } from '../client/create-client.ts';
import type { ClientOptions } from '../client/options.ts';
import { preload } from '../client/preload.ts';
import type { SyncStatus } from '../sync/sync-state.ts';
import { createMemoryLink, type ServerEnd } from '../transport/memory-transport.ts';
import { type WatchedStorage, watchedStorage } from './watched-storage.ts';

/** The server's end of one connection, played by the test. */
export interface Peer {
  /** What came since the last call. */
  take(): readonly ClientFrame[];
  /** Answers what came, each frame in a message of its own, and leaves what it gives no answer to. */
  answer(reply: (frame: ClientFrame) => ServerFrame | undefined): Promise<void>;
  /** Sends one message and lets everything come to rest. */
  send(...frames: readonly ServerFrame[]): Promise<void>;
  close(code?: number): Promise<void>;
  isOpen(): boolean;
}

export const ME = userStream('ann');

/** Ann's device on watched storage and virtual time, and the server it talks to. */
export async function deviceBench(
  options: Partial<ClientOptions> & {
    readonly storage?: WatchedStorage;
    readonly seed?: number;
    readonly idle?: () => Promise<void>;
  } = {},
) {
  // Virtual time does not wait for files.
  await preload();
  const { seed = 1, storage = watchedStorage(), idle, ...rest } = options;
  const timers = createFakeTimers();
  const runtime = { ...createFakeRuntime({ timers, seed }), idle };
  const link = createMemoryLink();
  const peers: Peer[] = [];
  const settle = () => timers.advance(0);
  const gather = async (): Promise<never> => {
    for (;;) peers.push(createPeer(await link.accept(), settle));
  };
  void gather();
  const errors: unknown[] = [];
  const client = await createClient({
    storage,
    transport: link.transport,
    auth: () => 'token',
    user: 'ann',
    runtime,
    onError: (error) => errors.push(error),
    ...rest,
  });
  const status = client.sync.observe();
  const statuses: SyncStatus[] = [];
  status.subscribe(() => statuses.push(status.getSnapshot() as SyncStatus));
  await settle();

  const peer = (): Peer => peers.at(-1) as Peer;
  return {
    client,
    timers,
    runtime,
    link,
    storage,
    peers,
    errors,
    settle,
    /** The newest connection. */
    peer,
    status: () => status.getSnapshot(),
    /** Every status told. */
    statuses,
    /** Welcomes the newest connection and answers what the session asks for: the list, and one's own streams. */
    async live(parts: Parameters<typeof build.welcome>[0] = {}, summaries: Summaries['summaries'] = []): Promise<Peer> {
      const newest = peer();
      await newest.send(build.welcome(parts));
      await newest.answer((frame) => {
        if (frame.type === 'list') return build.summaries({ re: frame.id, summaries });
        return frame.type === 'pull' && !frame.stream.startsWith('conversation:') ? nothingNew(frame) : undefined;
      });
      return newest;
    },
  };
}

/** Answers a pull with: nothing changed. */
export function nothingNew({ id, stream, epoch = 'e1', want }: Pull): ServerFrame {
  const rev = want.kind === 'since' ? want.rev : 0;
  const head = build.head(rev, { stream, epoch, ord: 0 });
  if (want.kind === 'since') return build.changes({ re: id, stream, epoch, from: rev, to: rev, rows: [], head });
  return build.page({ re: id, stream, epoch, rows: [], head });
}

export function pullsOf(frames: readonly ClientFrame[]): readonly Pull[] {
  return frames.filter((frame) => frame.type === 'pull');
}

export function pushedOf(frames: readonly ClientFrame[]): readonly string[] {
  return frames.filter((frame): frame is Push => frame.type === 'push').flatMap(({ ops }) => ops.map((op) => op.opId));
}

function createPeer(end: ServerEnd, settle: () => Promise<void>): Peer {
  const inbox: ClientFrame[] = [];
  let isOpen = true;
  const read = async (): Promise<void> => {
    for await (const frames of end.frames) inbox.push(...frames);
  };
  const closed = (): void => {
    isOpen = false;
  };
  read().then(closed, closed);
  const send = async (...frames: readonly ServerFrame[]): Promise<void> => {
    end.send(frames);
    await settle();
  };
  return {
    take: () => inbox.splice(0),
    async answer(reply) {
      for (const frame of inbox.splice(0)) {
        const answer = reply(frame);
        if (answer) await send(answer);
        else inbox.push(frame);
      }
    },
    send,
    async close(code) {
      end.close(code);
      await settle();
    },
    isOpen: () => isOpen,
  };
}
