import { CLOSE, type GoAway, type StreamId } from '@tidemark/protocol';
import { createCommitter } from './commit/committer.ts';
import { createDueAlarm } from './commit/due-alarm.ts';
import { createWordIndexing } from './commit/index-words.ts';
import { createServerTime } from './commit/server-time.ts';
import { createStreamCache } from './commit/stream-cache.ts';
import { accept } from './connection/connection.ts';
import { createRate } from './connection/rate.ts';
import type { Receiver, Socket } from './connection/socket.ts';
import { type Authorize, type Context, ownAppStreamsOnly } from './context.ts';
import type { Policy } from './domain/decision.ts';
import { deliver } from './fanout/deliver.ts';
import type { Faults } from './fanout/faults.ts';
import { createMarksFanOut } from './fanout/marks.ts';
import { createPresences, type PresencePolicy } from './fanout/presences.ts';
import { createRecentSignals, type RecentSignal } from './fanout/recent-signals.ts';
import { createSessions } from './fanout/sessions.ts';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
import type { Log } from './log/log.ts';
import type { Runtime } from './runtime.ts';
import { createCounting, type Statistics } from './statistics.ts';
import type { VerifyToken } from './token/token.ts';

export interface CoreOptions {
  readonly log: Log;
  readonly verifyToken: VerifyToken;
  readonly runtime: Runtime;
  readonly limits?: Partial<ServerLimits> | undefined;
  readonly authorize?: Authorize | undefined;
  readonly messages?: Policy | undefined;
  readonly presence?: PresencePolicy | undefined;
  /** Told what failed inside, for the operator's log. */
  readonly failed?: ((error: unknown) => void) | undefined;
  /** For tests and the simulator. */
  readonly faults?: Faults | undefined;
}

/** The whole server but for sockets and HTTP. */
export interface Core {
  readonly limits: ServerLimits;
  accept(socket: Socket): Receiver;
  isDraining(): boolean;
  /** Who signals what in a stream at this moment. */
  signalsIn(stream: StreamId): readonly RecentSignal[];
  /** The ord of a message by its id, whoever may see it. */
  placeOf(stream: StreamId, messageId: string): Promise<number | undefined>;
  statistics(): Statistics;
  /** Says goodbye, finishes what was accepted, closes every session. The log stays open. */
  drain(): Promise<void>;
}

/** Streams whose counters and members are kept in memory. */
const CACHED_STREAMS = 20_000;
const COME_BACK_MS: GoAway['afterMs'] = [200, 3_000];

export function createCore(options: CoreOptions): Core {
  const { log, runtime, verifyToken } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const faults = options.faults ?? {};
  const failed = options.failed ?? ((): void => {});
  const sessions = createSessions();
  const cache = createStreamCache(log, CACHED_STREAMS);
  const time = createServerTime(runtime, log.lastAt);
  const marks = createMarksFanOut({ runtime, sessions, cache, faults, namedMost: limits.namedMarks });
  const committer = createCommitter({
    log,
    cache,
    runtime,
    time,
    bodyBytes: limits.bodyBytes,
    policy: options.messages ?? {},
    failed,
    deliver: (outcome) => {
      counting.committed(outcome);
      indexing.noted();
      deliver(sessions, outcome, faults);
      marks.tell(outcome.raised);
      presences.committed(outcome);
      signals.committed(outcome);
      if (outcome.dueAt !== undefined) alarm.noted(outcome.dueAt);
    },
  });
  const alarm = createDueAlarm({ log, runtime, time, enqueue: committer.enqueue, failed });
  const isUnderLoad = (): boolean => committer.queuedOps() * 2 > limits.queuedOps;
  const indexing = createWordIndexing({ log, runtime, isUnderLoad: () => committer.queuedOps() > 0, failed });
  const counting = createCounting(runtime, sessions, committer.queuedOps);
  const signals = createRecentSignals(runtime);
  const presences = createPresences({ log, runtime, time, policy: options.presence ?? {}, failed });
  let draining: Promise<void> | undefined;
  const isDraining = (): boolean => draining !== undefined;
  const rate = createRate(runtime, limits.opsPerSecond);
  const authorize = options.authorize ?? ownAppStreamsOnly;
  const context: Context = {
    log,
    cache,
    committer,
    sessions,
    runtime,
    time,
    limits,
    verifyToken,
    authorize,
    rate,
    signals,
    presences,
    isUnderLoad,
    isDraining,
    failed,
  };

  const drain = async (): Promise<void> => {
    const goaway = JSON.stringify({ type: 'goaway', afterMs: COME_BACK_MS });
    for (const session of sessions.all()) session.send([goaway]);
    alarm.stop();
    indexing.stop();
    await committer.idle();
    marks.stop();
    presences.stop();
    for (const session of [...sessions.all()]) session.close(CLOSE.draining, 'draining');
  };

  return {
    limits,
    accept: (socket) => accept(context, socket),
    isDraining,
    signalsIn: signals.in,
    placeOf: async (stream, key) => (await log.loadRows([{ stream, collection: 'message', key }]))[0]?.ord,
    statistics: counting.read,
    drain: () => {
      draining ??= Promise.resolve().then(drain);
      return draining;
    },
  };
}
