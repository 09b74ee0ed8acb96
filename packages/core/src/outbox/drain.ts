import type { Limits, Op, Refusal } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import { type BackoffPolicy, backoffMs } from './backoff.ts';
import { chooseOps } from './choose-ops.ts';
import { nextOpState } from './op-state.ts';
import type { Outbox } from './outbox.ts';
import { createPace, type PacePolicy } from './pace.ts';
import { deleteOf, type PendingOp, putOf } from './pending-op.ts';

/** Ops pushed and not answered yet, at most: enough to keep a fast link full. */
const MAX_INFLIGHT_OPS = 2000;
/** Room for the frame around the ops. */
const ENVELOPE_BYTES = 64;

/** Where pushes go while a session is open. */
export interface PushLink {
  push(ops: readonly Op[]): void;
  readonly limits: Limits;
}

/**
 * Empties the outbox through the link of the moment. After any event (an op saved, an answer, a new link, a delay
 * over) `wake` is called, and it alone decides what goes next.
 */
export interface Drain {
  wake(): void;
  /** A session is open: everything not answered on an earlier one is pushed again under its opId. */
  attach(link: PushLink): void;
  /** The session ended: what was in flight is unknown. */
  detach(): void;
  /** Pushes again what has had no answer since the last call; every heartbeat calls it. */
  again(): void;
  /** Whether an op saved now will be pushed at once, so that its attempt can be counted in the same commit. */
  isAttached(): boolean;
  /** The server refused an op. Returns the op as it is to be from the commit on that stores its end, if it has one. */
  refused(opId: string, refusal: Refusal): PendingOp | undefined;
  close(): void;
}

export interface DrainOptions {
  readonly outbox: Outbox;
  readonly db: LocalDb;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly backoff: BackoffPolicy;
  readonly skipFailed: boolean;
  readonly pace: PacePolicy;
  /** Told when a push could not be counted, because the device's storage refused the write. */
  readonly failed: (error: unknown) => void;
}

export function createDrain(options: DrainOptions): Drain {
  const { outbox, db, clock, timers } = options;
  const pace = createPace(options.pace);
  let link: PushLink | undefined;
  let counting = false;
  let timer: TimerHandle | undefined;
  /** In flight at the last heartbeat, each as it was then: one that was pushed anew since is another object. */
  let unanswered: ReadonlySet<PendingOp> = new Set();

  function wake(): void {
    // Of many saved together each wakes it: what the first has pushed is not looked through again.
    while (link && !counting && outbox.openCount() > outbox.inflightCount()) {
      const nowMs = clock.monotonicMs();
      const room = Math.min(link.limits.opsPerPush, MAX_INFLIGHT_OPS - outbox.inflightCount());
      if (room <= 0) return;
      const paced = pace.room(nowMs);
      if (paced < 1) {
        wakeAt(pace.nextAtMs(nowMs));
        return;
      }
      const chosen = chooseOps(outbox.lanes(), {
        ops: Math.min(room, paced),
        bytes: link.limits.frameBytes - ENVELOPE_BYTES,
        nowMs,
        skipFailed: options.skipFailed,
      });
      for (const pending of chosen.tooLarge) refuseTooLarge(pending, link.limits.frameBytes);
      if (chosen.ops.length === 0) {
        // What stood behind those just refused may go.
        if (chosen.tooLarge.length > 0) continue;
        wakeAt(chosen.retryAtMs);
        return;
      }
      const uncounted = chosen.ops.filter(({ pending }) => pending.stage !== 'counted');
      if (uncounted.length > 0) {
        count(uncounted.map(({ pending }) => pending));
        return;
      }
      for (const { pending } of chosen.ops) {
        outbox.replace({ ...pending, stage: 'stored', state: nextOpState(pending.state, { kind: 'pushed' }) });
      }
      pace.took(chosen.ops.length);
      link.push(chosen.ops.map(({ op }) => op));
    }
  }

  function wakeAt(atMs: number | undefined): void {
    if (timer !== undefined) timers.clear(timer);
    timer = atMs === undefined ? undefined : timers.set(Math.max(0, atMs - clock.monotonicMs()), wake);
  }

  /** Counts the attempts in one commit before they are made, so that a crash in the attempt is seen afterwards. */
  function count(uncounted: readonly PendingOp[]): void {
    counting = true;
    const counted = uncounted.map((pending) => ({ ...pending, attempts: pending.attempts + 1 }));
    // From here on they are not rewritten any more, although they are pushed only after the commit.
    for (const pending of counted) outbox.replace(pending);
    db.commit(counted.map(putOf), {
      committed: () => {
        const over: PendingOp[] = [];
        for (const pending of counted) {
          const now = outbox.get(pending.op.opId);
          if (now) outbox.replace({ ...now, stage: now.stage === 'ending' ? 'ending' : 'counted' });
          else over.push(pending);
        }
        // Its effect came while it was being counted: the row just written again goes again.
        db.commit(over.map(deleteOf)).catch(options.failed);
      },
    }).then(
      () => {
        counting = false;
        wake();
      },
      (error: unknown) => {
        counting = false;
        for (const { op } of counted) {
          const now = outbox.get(op.opId);
          if (now) outbox.replace({ ...now, attempts: now.attempts - 1 });
        }
        options.failed(error);
        if (link) wakeAt(clock.monotonicMs() + options.backoff.maxMs);
      },
    );
  }

  function refuseTooLarge(pending: PendingOp, limitBytes: number): void {
    const message = `The write is larger than the ${limitBytes} bytes the server takes in one message: shorten it`;
    outbox.move(pending.op.opId, { kind: 'pushed' });
    const refused = outbox.move(pending.op.opId, {
      kind: 'refused',
      refusal: { code: 'op/too-large', class: 'permanent', message },
    });
    if (refused) db.commit([putOf(refused)]).catch(options.failed);
  }

  return {
    wake,
    attach(next) {
      link = next;
      outbox.clearDelays();
      wake();
    },
    detach() {
      link = undefined;
      wakeAt(undefined);
      outbox.moveAll({ kind: 'lost' });
      unanswered = new Set();
    },
    again() {
      outbox.moveAll({ kind: 'lost' }, (pending) => unanswered.has(pending));
      unanswered = new Set([...outbox.all()].filter(({ state }) => state.kind === 'inflight'));
      wake();
    },
    isAttached: () => link !== undefined,
    refused(opId, refusal) {
      const before = outbox.get(opId);
      if (before?.state.kind !== 'inflight' && before?.state.kind !== 'unknown') return undefined;
      // It ends already: the network says it twice.
      if (before.stage === 'saving' || before.stage === 'ending') return undefined;
      const state = nextOpState(before.state, { kind: 'refused', refusal });
      const after: PendingOp = { ...before, state };
      // Nobody else writes its row until that commit is done.
      outbox.replace(state.kind === 'queued' ? after : { ...before, stage: 'saving' });
      if (state.kind !== 'queued') return after;
      // An op that only came too early goes again as soon as the one before it has its answer.
      const first = outbox.lane(after.lane)?.ops.values().next().value;
      if (refusal.code === 'op/predecessor' && first !== after) return undefined;
      const waitMs = Math.max(
        refusal.retryAfterMs ?? 0,
        backoffMs(after.attempts, options.backoff, options.random.fraction()),
      );
      outbox.delay(after.lane, clock.monotonicMs() + waitMs);
      return undefined;
    },
    close() {
      link = undefined;
      wakeAt(undefined);
    },
  };
}
