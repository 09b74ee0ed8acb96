import { conversationStream } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { deleteOf, type PendingOp } from '../outbox/pending-op.ts';

export interface TakeBackParts {
  readonly db: LocalDb;
  readonly outbox: Outbox;
  readonly drain: Pick<Drain, 'wake'>;
}

/**
 * Takes an op back that the server does not have and will not get; with a message all that was written about it goes.
 * Gone from view at once; where the storage refuses, all of it is there again.
 */
export async function takeBack({ db, outbox, drain }: TakeBackParts, pending: PendingOp): Promise<void> {
  const ops = [pending, ...aboutMessage(outbox, pending)];
  outbox.remove(ops.map(({ op }) => op.opId));
  try {
    await db.commit(ops.map(deleteOf));
  } catch (error) {
    outbox.add(ops);
    throw error;
  }
  drain.wake();
}

/** Edits, deletion, reactions, pins: what names a message, or begins with its id and a slash; and its thread. */
function aboutMessage(outbox: Outbox, { op, lane }: PendingOp): readonly PendingOp[] {
  if (op.collection !== 'message' || op.kind !== 'put') return [];
  const about = [...(outbox.lane(lane)?.keyed.values() ?? [])].filter(
    ({ op: { key } }) => key === op.opId || key?.startsWith(`${op.opId}/`),
  );
  // The thread below it has its id, and nothing of it can have gone before.
  return [...about, ...(outbox.lane(conversationStream(op.opId))?.ops.values() ?? [])];
}
