import type { Random } from '@tidemark/core';
import type { StreamId } from '@tidemark/protocol';
import {
  type Core,
  type CoreOptions,
  copyMemoryLogStore,
  createCore,
  createMemoryLogStore,
  type Log,
  type MemoryLogStore,
  openMemoryLog,
  type Runtime,
  type StoredRow,
  type Writes,
} from '@tidemark/server-reference/embed';
import type { FakeTimers } from '../fake-runtime/fake-timers.ts';
import type { ServerSocket, SocketServer } from '../memory-network/socket-server.ts';
import { createProcessTimers } from './process-timers.ts';
import { createSimProcess, type SimProcess } from './sim-process.ts';

/** What is wrong with the server at present; steps of the plan set it. */
export interface ServerTrouble {
  /** The process dies at its nth commit from now. */
  death?: { commits: number; readonly when: 'before' | 'after' } | undefined;
  /** The next commits are refused, as on a full disk. */
  refusals: number;
  /** Chance that a session is not told of a change, and until when. */
  fanOutLoss: { chance: number; untilMs: number };
  /** By device: what becomes of its connection, or of more, as the next answer to its push is lost. */
  readonly losesResults: Map<string, () => void>;
  /** By device: the next frame of this type that it says, of one stream if one is named, and how it is lost. */
  readonly losesRequests: Map<string, { readonly request: string; readonly of: StreamId | ''; readonly end: string }>;
  /** What the server's wall clock is off by. */
  skewMs: number;
}

export interface ServerTaps {
  /** Right after a commit, whether or not anybody hears of it. */
  readonly committed: (writes: Writes) => void;
  /** The disk refused a commit. */
  readonly refused: () => void;
  readonly restarted: (how: 'same' | 'restored') => void;
  readonly befell: (what: string) => void;
  readonly failed: (error: unknown) => void;
}

export interface SimServerOptions {
  readonly timers: FakeTimers;
  readonly random: Random;
  readonly limits: CoreOptions['limits'];
  readonly startMs: number;
  readonly taps: ServerTaps;
}

/** The real server over a log in memory: it dies, comes back, and is restored from older backups. */
export interface SimServer {
  readonly trouble: ServerTrouble;
  /** What the log holds at this moment. */
  store(): MemoryLogStore;
  isUp(): boolean;
  /** The door for devices; a server that is down refuses. */
  accept: SocketServer['accept'];
  start(): void;
  /** The process dies; what was not committed is lost. */
  crash(): void;
  /** Says goodbye, finishes what it accepted, and ends. */
  drain(): Promise<void>;
  /** Keeps a copy of the log. */
  backUp(): void;
  /** Replaces the log by the backup kept longest ago, which begins a new history. The server must be down. */
  restore(): boolean;
  /** Called when the server goes down, to break every connection. */
  onDown(run: () => void): void;
  /** Called when the server is there again. */
  onUp(run: () => void): void;
  /** Ends what the plan put wrong. */
  heal(): void;
}

export function createSimServer({ timers, random, limits, startMs, taps }: SimServerOptions): SimServer {
  const trouble: ServerTrouble = {
    refusals: 0,
    fanOutLoss: { chance: 0, untilMs: 0 },
    losesResults: new Map(),
    losesRequests: new Map(),
    skewMs: 0,
  };
  const down: (() => void)[] = [];
  const up: (() => void)[] = [];
  let epochs = 0;
  let store = createMemoryLogStore('e0');
  let backup: MemoryLogStore | undefined;
  let isRestored = false;
  let running: { readonly core: Core; readonly process: SimProcess } | undefined;

  function start(): void {
    if (running) return;
    const process = createSimProcess();
    const runtime = runtimeOf(process, timers, random, () => startMs + trouble.skewMs);
    process.onDeath(() => {
      if (running?.process !== process) return;
      running = undefined;
      for (const run of down) run();
    });
    const core = createCore({
      log: mortalLog(openMemoryLog(store), process, trouble, { ...taps, crash }),
      runtime,
      limits,
      verifyToken: async (token) => verify(token, runtime.now()),
      failed: (error) => process.enter(() => taps.failed(error)),
      faults: { dropsFanOut },
    });
    running = { core, process };
    taps.restarted(isRestored ? 'restored' : 'same');
    isRestored = false;
    for (const run of up) run();
  }

  function dropsFanOut(_session: unknown, _stream: StreamId): boolean {
    const { chance, untilMs } = trouble.fanOutLoss;
    if (timers.elapsedMs() >= untilMs || random.fraction() >= chance) return false;
    taps.befell('fan-out-loss');
    return true;
  }

  function crash(): void {
    running?.process.die();
  }

  return {
    trouble,
    store: () => store,
    isUp: () => running !== undefined,
    accept(socket) {
      if (!running) throw new Error('The server is down: the network must not connect to it.');
      const { core, process } = running;
      const receiver = core.accept(gated(socket, process));
      return {
        receive: (text) => process.enter(() => receiver.receive(text)),
        closed: () => process.enter(() => receiver.closed()),
      };
    },
    start,
    crash,
    async drain() {
      const ending = running;
      if (!ending) return;
      await ending.process.settle(ending.core.drain());
      ending.process.die();
    },
    backUp() {
      backup = copyMemoryLogStore(store);
    },
    restore() {
      if (!backup || running || !holdsConversationsOf(backup, store)) return false;
      epochs++;
      store = copyMemoryLogStore(backup, `e${epochs}`);
      isRestored = true;
      return true;
    },
    onDown(run) {
      down.push(run);
    },
    onUp(run) {
      up.push(run);
    },
    heal() {
      trouble.death = undefined;
      trouble.refusals = 0;
      trouble.fanOutLoss = { chance: 0, untilMs: 0 };
      trouble.losesResults.clear();
      trouble.losesRequests.clear();
    },
  };
}

/**
 * Whether every conversation and member is in the backup. Devices bring lost messages back (PRO-13), and not yet lost
 * conversations: a backup from before one would lose it.
 */
function holdsConversationsOf(backup: MemoryLogStore, store: MemoryLogStore): boolean {
  const stillSo = ([stream, { rows }]: [StreamId, { readonly rows: ReadonlyMap<string, StoredRow> }]): boolean => {
    if (!stream.startsWith('conversation:')) return true;
    const before = backup.streams.get(stream)?.rows;
    return [...rows].every(([id, row]) => row.collection !== 'member' || before?.get(id)?.body === row.body);
  };
  return [...store.streams].every(stillSo);
}

function runtimeOf(process: SimProcess, timers: FakeTimers, random: Random, startMs: () => number): Runtime {
  const own = createProcessTimers(timers, process);
  return {
    now: () => Math.floor(startMs() + timers.elapsedMs()),
    monotonicMs: timers.elapsedMs,
    after(delayMs, run) {
      const handle = own.set(delayMs, run);
      return () => own.clear(handle);
    },
    nextTurn: (run) => {
      own.set(0, run);
    },
    randomBytes: (count) => random.fill(new Uint8Array(count)),
  };
}

/** Tokens are the user's name, a bar, and the server time they end. */
async function verify(token: string, nowMs: number) {
  const [user = '', expiresAtMs] = token.split('|');
  const ends = Number(expiresAtMs);
  if (ends <= nowMs) return { code: 'auth/expired' as const };
  return { user, expiresAtMs: ends };
}

function gated(socket: ServerSocket, process: SimProcess): ServerSocket {
  return {
    send(text) {
      if (process.isAlive()) socket.send(text);
    },
    close(code, reason) {
      if (process.isAlive()) socket.close(code, reason);
    },
    bufferedBytes: socket.bufferedBytes,
  };
}

/** The log as one process sees it, which may die with any commit. */
function mortalLog(log: Log, process: SimProcess, trouble: ServerTrouble, taps: ServerTaps & { crash(): void }): Log {
  const never = new Promise<never>(() => {});
  const alive = <Value>(promise: Promise<Value>): Promise<Value> => process.settle(promise);
  return {
    ...log,
    loadStreams: (streams) => alive(log.loadStreams(streams)),
    loadRows: (keys) => alive(log.loadRows(keys)),
    loadUnder: (prefixes) => alive(log.loadUnder(prefixes)),
    due: (by, limit) => alive(log.due(by, limit)),
    findOps: (opIds) => alive(log.findOps(opIds)),
    conversationsOf: (user) => alive(log.conversationsOf(user)),
    members: (stream) => alive(log.members(stream)),
    sharing: (user, others) => alive(log.sharing(user, others)),
    read: (request) => alive(log.read(request)),
    heads: (user, streams) => alive(log.heads(user, streams)),
    movedSince: (user, at) => alive(log.movedSince(user, at)),
    list: (request) => alive(log.list(request)),
    locate: (request) => alive(log.locate(request)),
    find: (request) => alive(log.find(request)),
    async commit(writes) {
      if (!process.isAlive()) return never;
      if (trouble.refusals > 0) {
        trouble.refusals--;
        taps.befell('server-storage');
        taps.refused();
        throw new Error('The disk is full, as the plan says.');
      }
      const { death } = trouble;
      const dies = death !== undefined && --death.commits <= 0;
      if (dies) trouble.death = undefined;
      if (dies && death.when === 'before') {
        taps.befell('server-crash-before-commit');
        taps.crash();
        return never;
      }
      await log.commit(writes);
      taps.committed(writes);
      if (!dies) return;
      taps.befell('server-crash-after-commit');
      taps.crash();
      return never;
    },
  };
}
