import { nextOpState, type OpState } from '../outbox/op-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type PendingOp, putOf } from '../outbox/pending-op.ts';
import type { Acks } from './apply-results.ts';
import type { Draft } from './draft.ts';
import type { StreamState } from './stream-state.ts';

/** What a commit makes of the confirmed ops that it does not settle. */
export interface KeptAcks {
  /** The commit is done: the outbox in memory follows its rows. */
  committed(): void;
  /** The commit was refused: everything is as it was. */
  refused(): void;
}

/**
 * Stores each confirmation with its op, since its tick is about to be shown and must not go back after a restart. One
 * from another history of the stream is worth nothing: the op goes again. Right before the commit: from here on nobody
 * else writes the rows of these ops.
 */
export function keepAcks(draft: Draft, outbox: Outbox, acks: Acks): KeptAcks {
  const before: PendingOp[] = [];
  const states = new Map<string, OpState>();
  function keep(opId: string): void {
    const pending = outbox.get(opId);
    if (!pending || draft.settled.has(opId)) return;
    const ack = acks.get(opId);
    let next = ack ? nextOpState(pending.state, { kind: 'confirmed', ack }) : pending.state;
    if (next.kind === 'acked' && !isOfHistory(draft.stream(pending.op.stream).state, next.ack.epoch))
      next = nextOpState(next, { kind: 'history-lost' });
    if (next === pending.state) return;
    before.push(pending);
    states.set(opId, next);
    draft.changes.push(putOf({ ...pending, state: next }));
    outbox.replace({ ...pending, stage: 'saving' });
  }
  const opIds = [...outbox.acked()].map(({ op }) => op.opId);
  for (const opId of new Set([...opIds, ...acks.keys()])) keep(opId);
  function change(of: (pending: PendingOp, now: PendingOp) => PendingOp): void {
    for (const pending of before) {
      const now = outbox.get(pending.op.opId);
      if (now) outbox.replace(of(pending, now));
    }
  }
  return {
    committed: () => change(({ op }, now) => ({ ...now, stage: 'stored', state: states.get(op.opId) ?? now.state })),
    refused: () => change(({ stage }, now) => ({ ...now, stage })),
  };
}

/** Whether a confirmation of this history is worth anything: as long as nothing of the stream is known, any is. */
function isOfHistory({ resetTo, cursor, head }: StreamState, epoch: string): boolean {
  const known = resetTo ?? cursor?.epoch;
  // A head may tell of a newer history before the reset does, and of one that is newer than the reset.
  return known === undefined || known === epoch || head?.epoch === epoch;
}
