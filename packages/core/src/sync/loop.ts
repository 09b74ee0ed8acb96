import { type GoAway, TidemarkError } from '@tidemark/protocol';
import { type BackoffPolicy, backoffMs } from '../outbox/backoff.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';
import type { Transport } from '../transport/transport.ts';
import { createAlarm } from './alarm.ts';
import { connect } from './connect.ts';
import { attemptsBefore, codeOf } from './refusal.ts';
import { nextSyncStatus, type SyncEvent, type SyncStatus } from './sync-state.ts';
import type { Talk, TalkEnds } from './talk.ts';

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
  /** Brings what speaks on the connections; asked with the first one. */
  readonly talk: (ends: TalkEnds) => Promise<Talk>;
}

export function createSyncLoop(options: LoopOptions): SyncLoop {
  const { transport, auth } = options;
  const { clock, timers, random, network, visibility } = options.runtime;
  const alarm = createAlarm(timers);
  const reasons = new Set<string>();
  const listeners = new Set<() => void>();
  let status: SyncStatus = { kind: 'offline', why: ['starting'] };
  let talk: Talk | undefined;
  let talking: Promise<Talk> | undefined;
  /** What the server asked for in this attempt. */
  let goAway: GoAway | undefined;
  let attempted: AbortController | undefined;
  /** Attempts since a session got through: a server that welcomes and then fails is not hammered. */
  let attempt = 0;

  function happened(event: SyncEvent): void {
    const next = nextSyncStatus(status, event);
    if (next === status) return;
    status = next;
    if (next.kind === 'live') attempt = 0;
    for (const listener of listeners) listener();
  }

  function whyOffline(): readonly string[] {
    return [...reasons, ...(network.isOnline() ? [] : ['no-network'])];
  }

  async function bringTalk(): Promise<Talk> {
    try {
      talk = await options.talk({
        left: (left) => happened({ kind: 'left', left }),
        goAway: (frame) => {
          goAway = frame;
        },
      });
      return talk;
    } catch (error) {
      talking = undefined;
      throw error;
    }
  }

  function talker(): Promise<Talk> {
    talking ??= bringTalk();
    return talking;
  }

  async function runOnce(signal: AbortSignal): Promise<void> {
    attempted = new AbortController();
    goAway = undefined;
    const parts = { transport, auth, talker, timers };
    const ready = await connect(parts, AbortSignal.any([signal, attempted.signal]));
    await ready.talk.run(ready.connection, ready.token, attempted.signal);
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
      const began = talk?.session();
      try {
        await runOnce(signal);
        throw new TidemarkError('transport/failed', 'The server closed the connection', {}, { retryable: true });
      } catch (error) {
        if (signal.aborted) break;
        const isWelcomed = talk?.session() !== began;
        if (isWelcomed) refusals = 0;
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
        if (most !== undefined && !isWelcomed) continue;
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
    talk?.ping();
  }

  return {
    status: () => status,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    pause(reason) {
      reasons.add(reason);
      talk?.detach();
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
