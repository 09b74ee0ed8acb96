import {
  type ClientFrame,
  type GoAway,
  PROTOCOL_VERSION,
  type ServerFrame,
  type StreamId,
  TidemarkError,
  userStream,
  type Welcome,
} from '@tidemark/protocol';
import { type BackoffPolicy, backoffMs } from '../outbox/backoff.ts';
import type { Drain } from '../outbox/drain.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import { createAlarm } from './alarm.ts';
import type { CatchUp } from './catch-up.ts';
import { connect } from './connect.ts';
import { type EphemeralSource, isHeard } from './ephemeral.ts';
import type { Identity } from './identity.ts';
import { createListing } from './listing.ts';
import { ownCursor } from './own-cursor.ts';
import type { Receive } from './receive.ts';
import { attemptsBefore, codeOf } from './refusal.ts';
import type { ServerClock } from './server-clock.ts';
import { runSession } from './session.ts';
import type { StreamBook } from './stream-book.ts';
import { nextSyncStatus, type SyncEvent, type SyncStatus } from './sync-state.ts';
import type { MarkTeller } from './tell-marks.ts';

/**
 * The one loop that talks to the network:
 *
 *   wait until nothing keeps us offline ─▶ connect ─▶ hello ─▶ welcome ─▶ list, pull, push, mark ─▶ live
 *     ▲                                                                                              │
 *     └───────────────────────── backoff, cut short by any wake-up ◀────────────────── lost ◀────────┘
 */
export interface SyncLoop {
  status(): SyncStatus;
  subscribe(changed: () => void): () => void;
  /** Goes and stays offline while any reason is left. */
  pause(reason: string): void;
  resume(reason: string): void;
  /** Tries now instead of waiting: the app, the network or the person asks. */
  wake(): void;
  /** Connects, until the signal aborts. Resolves when all is quiet. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LoopOptions {
  readonly transport: Transport;
  readonly auth: () => string | Promise<string>;
  readonly runtime: DeviceRuntime;
  readonly backoff: BackoffPolicy;
  readonly identity: Identity;
  readonly book: StreamBook;
  readonly receive: Receive;
  readonly drain: Drain;
  readonly catchUp: CatchUp;
  readonly marks: MarkTeller;
  /** Streams with own marks the server has not confirmed, or with changes that were heard of and not fetched. */
  readonly owed: () => Promise<readonly StreamId[]>;
  /** Streams of ops that were confirmed, maybe to an earlier process, and whose effect is not here yet. */
  readonly confirmed: () => readonly StreamId[];
  readonly ephemeral: EphemeralSource;
  readonly serverClock: ServerClock;
  readonly nextId: () => number;
}

export function createSyncLoop(options: LoopOptions): SyncLoop {
  const { runtime, identity, drain, catchUp, marks, receive, ephemeral } = options;
  const { clock, timers, random, network, visibility } = runtime;
  const alarm = createAlarm(timers);
  const listing = createListing(identity, (list) => send([list]), options.nextId);
  const reasons = new Set<string>();
  const listeners = new Set<() => void>();
  let status: SyncStatus = { kind: 'offline', why: ['starting'] };
  let live: { readonly connection: Connection; readonly goAway?: GoAway } | undefined;
  let session: string | undefined;
  let attempted: AbortController | undefined;
  /** Requests of this session without an answer. */
  const awaited = new Set<number>();
  /** A heartbeat is under way. Its first pong ends it: what says so twice is no second one. */
  let isPinged = false;
  /** Attempts since a session got through: a server that welcomes and then fails is not hammered. */
  let attempt = 0;

  function happened(event: SyncEvent): void {
    const next = nextSyncStatus(status, event);
    if (next === status) return;
    status = next;
    if (next.kind === 'live') attempt = 0;
    for (const listener of listeners) listener();
  }

  function send(frames: readonly ClientFrame[]): void {
    for (const frame of frames) if ('id' in frame) awaited.add(frame.id);
    try {
      live?.connection.send(frames);
    } catch {
      // The connection is gone; its iteration ends and says why.
    }
  }

  /** What an earlier session asked for, or what comes twice, may tell of a history that is no more. */
  function isExpected(frame: ServerFrame): boolean {
    const { re } = frame as { readonly re?: number };
    return re === undefined || awaited.delete(re);
  }

  function ping(): void {
    isPinged = true;
    send([{ type: 'ping' }]);
  }

  function countLeft(): void {
    happened({ kind: 'left', left: catchUp.left('essential') + Number(listing.isOpen()) });
  }

  function whyOffline(): readonly string[] {
    return [...reasons, ...(network.isOnline() ? [] : ['no-network'])];
  }

  async function welcomed(welcome: Welcome): Promise<void> {
    session = welcome.session;
    await identity.confirm(welcome.user);
    await options.serverClock.set(welcome.time);
    const me = userStream(welcome.user);
    const owed = await options.owed();
    const confirmed = options.confirmed();
    await options.book.load([me, ...owed, ...confirmed]);
    if (attempted?.signal.aborted) return;
    drain.attach({ limits: welcome.limits, push: (ops) => send([{ type: 'push', ops }]) });
    // First what one sees first: of who is in many conversations one's own stream is long.
    listing.begin(welcome);
    catchUp.attach((pulls) => send(pulls));
    catchUp.hold(me);
    // What an earlier process heard of and did not fetch: the list tells a move once.
    for (const stream of owed) catchUp.look(stream);
    for (const stream of confirmed) catchUp.hold(stream);
    marks.attach((own) => send([{ type: 'mark', marks: own }]), owed);
    ephemeral.attach(send);
  }

  /** Nothing is sent any more, and what was in flight is unknown. */
  function detach(): void {
    drain.detach();
    catchUp.detach();
    marks.detach();
    ephemeral.detach();
    awaited.clear();
  }

  async function runOnce(signal: AbortSignal): Promise<void> {
    attempted = new AbortController();
    const { token, connection } = await connect(
      { transport: options.transport, auth: options.auth, timers },
      AbortSignal.any([signal, attempted.signal]),
    );
    live = { connection };
    let welcome: Welcome | undefined;
    isPinged = false;
    let begun: Promise<void> = Promise.resolve();
    try {
      const hello: ClientFrame = {
        type: 'hello',
        protocol: PROTOCOL_VERSION,
        token,
        device: identity.device,
        cursors: await ownCursor(identity, options.book),
        ...(session && { resume: session }),
      };
      await runSession(
        connection,
        hello,
        {
          welcomed: (frame) => {
            welcome = frame;
            begun = welcomed(frame);
            begun.catch(() => connection.close());
          },
          apply: async (heard) => {
            await begun;
            if (!welcome) throw spokeTooEarly(heard);
            const frames = heard.filter(isExpected);
            await receive.apply(frames, welcome.user);
            for (const frame of frames) {
              if (frame.type === 'summaries') await listing.answered(frame);
              else if (frame.type === 'goaway') live = { connection, goAway: frame };
              else if (frame.type === 'pong' && isPinged) {
                isPinged = false;
                listing.again();
                catchUp.again();
                drain.again();
                marks.again();
                ephemeral.hear(frame);
              } else if (isHeard(frame)) {
                if (frame.type === 'error') listing.failed(frame.re);
                ephemeral.hear(frame);
              }
            }
            countLeft();
          },
          ping,
        },
        { clock, timers },
      );
      await begun;
    } finally {
      connection.close();
      // A welcome that is still being taken in would attach to the session after its end.
      await begun.catch(() => undefined);
      detach();
      receive.forget();
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const unsubscribe = [network.subscribe(networkChanged), visibility.subscribe(visibilityChanged)];
    let refusals = 0;
    while (!signal.aborted) {
      const why = whyOffline();
      if (why.length > 0) {
        happened({ kind: 'paused', why });
        await alarm.sleep(undefined, signal);
        continue;
      }
      attempt++;
      happened({ kind: 'attempted', attempt });
      const began = session;
      try {
        await runOnce(signal);
        throw new TidemarkError('transport/failed', 'The server closed the connection', {}, { retryable: true });
      } catch (error) {
        if (signal.aborted) break;
        const goAway = live?.goAway;
        live = undefined;
        if (session !== began) refusals = 0;
        // Ended by a pause, which may be over already.
        if (attempted?.signal.aborted) continue;
        const most = attemptsBefore(error);
        refusals = most === undefined ? 0 : refusals + 1;
        if (most !== undefined && refusals >= most) {
          happened({ kind: 'refused', code: codeOf(error), message: (error as Error).message });
          await alarm.sleep(undefined, signal);
          refusals = 0;
          continue;
        }
        // The token may just have expired. A server that welcomed before it refused is waited for all the same.
        if (most !== undefined && session === began) continue;
        const waitMs = goAway
          ? goAway.afterMs[0] + random.fraction() * (goAway.afterMs[1] - goAway.afterMs[0])
          : backoffMs(Math.max(1, attempt), options.backoff, random.fraction());
        happened({ kind: 'lost', why: codeOf(error), retryAtMs: clock.monotonicMs() + waitMs });
        await alarm.sleep(waitMs, signal);
      }
    }
    for (const end of unsubscribe) end();
  }

  /** The moment is better than before. Where only the app can help, it is not. */
  function hint(): void {
    if (status.kind !== 'refused') alarm.ring();
  }

  function visibilityChanged(): void {
    if (visibility.isVisible()) hint();
  }

  function networkChanged(): void {
    hint();
    // What the device says of its network is a hint: a connection that still answers stays.
    if (live) ping();
  }

  return {
    status: () => status,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    pause(reason) {
      reasons.add(reason);
      detach();
      happened({ kind: 'paused', why: whyOffline() });
      attempted?.abort(new Error(`paused: ${reason}`));
      alarm.ring();
    },
    resume(reason) {
      reasons.delete(reason);
      alarm.ring();
    },
    wake: alarm.ring,
    run,
  };
}

function spokeTooEarly(frames: readonly ServerFrame[]): TidemarkError {
  const found = frames[0]?.type ?? 'nothing';
  return new TidemarkError('transport/malformed', `The server sent ${found} before welcome`, { found });
}
