import type { Committed, Result, Row } from '@tidemark/protocol';
import { putMessage } from '../local-db/records.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Ack } from '../outbox/op-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { keyOfOp, type PendingOp, putOf } from '../outbox/pending-op.ts';
import type { Draft } from './draft.ts';
import { addRange, holds } from './ranges.ts';
import type { Parking } from './segment.ts';

/** Ops the server confirmed whose effect may not be in the base yet. */
export type Acks = Map<string, Ack>;

/**
 * Takes the results of pushes into the draft: a confirmation is a segment like any other (it continues the cursor, or
 * is parked), a refusal ends or delays its op.
 */
export function applyResults(
  results: readonly Result[],
  into: {
    draft: Draft;
    parking: Parking;
    outbox: Outbox;
    drain: Drain;
    me: string;
    acks: Acks;
    /** Filled with the ops that a refusal ended. */
    ended: PendingOp[];
  },
): void {
  for (const result of results) {
    const pending = into.outbox.get(result.opId);
    if ('error' in result) {
      const ended = into.drain.refused(result.opId, result.error);
      if (!ended) continue;
      into.draft.changes.push(putOf(ended));
      into.ended.push(ended);
      continue;
    }
    const { ok } = result;
    const { state } = into.draft.stream(ok.stream);
    if (state.head && state.head.epoch === ok.epoch) {
      if (state.head.rev < ok.rev) state.head = { ...state.head, rev: ok.rev };
    } else if (state.cursor && state.cursor.epoch !== ok.epoch && state.resetTo !== ok.epoch) {
      // The first word of a history that this device does not know: where it stands is asked for.
      state.head = { stream: ok.stream, epoch: ok.epoch, rev: ok.rev, ord: ok.ord ?? 0, marksRev: 0, at: ok.at };
    }
    if (!pending) continue;
    const { epoch, rev, ord, at } = ok;
    into.acks.set(result.opId, { epoch, rev, ord, at, ...(ok.duplicate && { duplicate: true }) });
    const rows = ok.rows ?? rowsOf(pending, ok, into.me);
    if (ok.duplicate || !rows) continue;
    into.parking.park(ok.stream, { epoch: ok.epoch, from: ok.from ?? ok.rev - 1, to: ok.rev, rows });
  }
}

/** The row that the op itself describes; a patch alone does not tell it. */
function rowsOf({ op }: PendingOp, ok: Committed, me: string): readonly Row[] | undefined {
  if (op.kind === 'patch') return undefined;
  const key = keyOfOp(op);
  return [
    {
      collection: op.collection,
      key,
      rev: ok.rev,
      at: ok.at,
      author: me,
      ...(ok.ord !== undefined && { ord: ok.ord }),
      ...(key !== op.opId && { op: op.opId }),
      ...(op.kind === 'delete' ? { deleted: true as const } : { body: op.body ?? {} }),
    },
  ];
}

/**
 * Settles the confirmed ops whose effect the cursors of this draft have passed, or can never come to: of a conversation
 * that is gone nothing more is told. There an op is over that this session confirmed. One of an earlier session may be of
 * a history that the server has lost since: those are returned, to be pushed again once the draft is kept, and the server
 * knows them or refuses them.
 */
export function settleAcked(
  draft: Draft,
  outbox: Outbox,
  acks: Acks,
  confirmed: ReadonlySet<string>,
): readonly string[] {
  const doubtful: string[] = [];
  const settle = (pending: PendingOp | undefined, ack: Ack): void => {
    if (!pending) return;
    const { cursor, gone } = draft.stream(pending.op.stream).state;
    const isOfHistory = cursor?.epoch === ack.epoch;
    const { opId } = pending.op;
    const isPassed = isOfHistory && ack.rev <= cursor.rev;
    if (draft.settled.has(opId) || (!isPassed && !gone)) return;
    if (!isPassed && !confirmed.has(opId)) {
      doubtful.push(opId);
      return;
    }
    draft.settled.add(opId);
    if (isOfHistory) keepInGap(draft, pending, ack);
  };
  for (const [opId, ack] of acks) settle(outbox.get(opId), ack);
  for (const pending of outbox.acked()) if (pending.state.kind === 'acked') settle(pending, pending.state.ack);
  return doubtful;
}

/**
 * The cursor jumped over one's own message (PRO-12): it stays in sight as a range of its own, to be checked later,
 * instead of vanishing until the gap around it is fetched. One the server had before may have been edited since it was
 * first pushed, and go again as edited (LOP-21): which version the server has is not known.
 */
function keepInGap(draft: Draft, { op }: PendingOp, { ord, rev: ackedRev, at, duplicate }: Ack): void {
  const { state } = draft.stream(op.stream);
  if (ord === undefined || op.kind !== 'put' || holds(state.ranges, ord)) return;
  const rev = duplicate ? 0 : ackedRev;
  const row = { collection: op.collection, key: keyOfOp(op), rev, ord, at, author: draft.me, body: op.body ?? {} };
  draft.changes.push(putMessage(op.stream, row, ord));
  state.ranges = addRange(state.ranges, { from: ord, to: ord, rev });
}
