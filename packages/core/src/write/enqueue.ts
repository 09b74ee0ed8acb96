import { type JsonObject, laneOf, type Op, type OpKind, type StreamId, TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isUnsent, type PendingOp, putOf } from '../outbox/pending-op.ts';
import type { Clock } from '../runtime/clock.ts';
import { coalesce } from './coalesce.ts';

export interface NewOp {
  readonly opId?: string | undefined;
  readonly stream: StreamId;
  readonly collection: string;
  readonly key?: string | undefined;
  readonly kind: OpKind;
  readonly body?: JsonObject | undefined;
  readonly baseRev?: number | undefined;
  /** An op of another lane that has to be there before. */
  readonly after?: string | undefined;
  /** The row that a write with a `baseRev` was made from. Kept with the op, not sent. */
  readonly base?: JsonObject | undefined;
  /** The row is at the server, so it is never made part of an earlier write, which may be known there. */
  readonly apart?: boolean | undefined;
}

/**
 * The one way into the outbox: the op is in memory, and so visible, before this returns; the promise resolves with its
 * opId once it is durable, and rejects with the storage's error after taking it back.
 */
export type Enqueue = (op: NewOp) => { readonly opId: string; readonly saved: Promise<void> };

export interface EnqueueOptions {
  readonly db: LocalDb;
  readonly outbox: Outbox;
  readonly drain: Drain;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Reads again what other tabs wrote. */
  readonly refresh: () => Promise<void>;
}

export function createEnqueue({ db, outbox, drain, clock, newId, refresh }: EnqueueOptions): Enqueue {
  const durable = new WeakSet<Op>();
  /** What a rewrite took the place of, until its row is durable. */
  const earlierOf = new WeakMap<Op, PendingOp>();

  const stored = (pending: PendingOp): PendingOp => ({
    ...pending,
    stage: pending.attempts > 0 ? 'counted' : 'stored',
  });

  /** `isNew`: at a place of its own that was never written. */
  function save(pending: PendingOp, isNew?: true): Promise<void> {
    const { op } = pending;
    const isCurrent = (): boolean => outbox.get(op.opId)?.op === op;
    const committed = (): void => {
      durable.add(op);
      earlierOf.delete(op);
      const now = outbox.get(op.opId);
      // One rewritten since then waits for its own row.
      if (now?.stage === 'saving' && isCurrent()) outbox.replace(stored(now));
    };
    // The drain is woken after the whole commit, so that what was saved together is pushed together.
    return db.commit([{ ...putOf(pending), isNew }], { committed }).then(drain.wake, (error: unknown) => {
      // One rewritten since then stands and falls with the rewrite.
      if (isCurrent() && !durable.has(op)) undo(op);
      throw error;
    });
  }

  /** Goes back to the newest write of the row that is durable. */
  function undo(op: Op): void {
    let before = earlierOf.get(op);
    while (before?.stage === 'saving' && !durable.has(before.op)) before = earlierOf.get(before.op);
    if (!before) outbox.remove([op.opId]);
    else outbox.replace(before.stage === 'saving' ? stored(before) : before);
    drain.wake();
  }

  /** Part of an earlier op, unless that went out meanwhile: then a write of its own behind it. */
  async function rewrite(pending: PendingOp, asked: NewOp): Promise<void> {
    try {
      await save(pending);
    } catch (error) {
      if (!TidemarkError.is(error, 'storage/raced')) throw error;
      await refresh();
      await enqueue(asked).saved;
    }
  }

  const enqueue: Enqueue = (asked) => {
    const { opId = newId(), base, apart = false, ...fields } = asked;
    const twin = outbox.get(opId);
    // Written twice under one id, for example by an app that restarted: it is one write.
    if (twin) return { opId, saved: twin.stage === 'saving' ? save(twin) : Promise.resolve() };
    const op: Op = { opId, ...fields, ...(fields.key === opId && { key: undefined }) };
    const lane = laneOf(op.stream, op.collection);
    const earlier = lastOfRow(outbox, lane, op);
    const isHeld = apart && earlier?.op.key === undefined;
    const merged = earlier && !isHeld && isUnsent(earlier) ? coalesce(earlier.op, op) : undefined;
    if (earlier && merged) {
      const rewritten: PendingOp = { ...earlier, op: merged, stage: 'saving' };
      outbox.replace(rewritten);
      earlierOf.set(merged, earlier);
      return { opId: merged.opId, saved: rewrite(rewritten, asked) };
    }
    const pending: PendingOp = {
      op,
      lane,
      n: outbox.nextPlace(lane),
      createdAt: clock.now(),
      // Where it goes out right after this commit, the attempt is counted in the same one.
      attempts: drain.isAttached() ? 1 : 0,
      stage: 'saving',
      state: { kind: 'queued' },
      ...(base && { base }),
    };
    outbox.add([pending]);
    return { opId, saved: save(pending, true) };
  };
  return enqueue;
}

/** The newest op of the same row; a message just written has no other. */
function lastOfRow(outbox: Outbox, lane: string, op: Op): PendingOp | undefined {
  if (op.key === undefined) return undefined;
  let last = outbox.get(op.key);
  if (last?.lane !== lane || last.op.collection !== op.collection) last = undefined;
  for (const pending of outbox.lane(lane)?.keyed.values() ?? []) {
    if (pending.op.collection === op.collection && pending.op.key === op.key) last = pending;
  }
  return last;
}
