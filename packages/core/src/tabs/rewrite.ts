import { TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type PendingOp, pendingOf, putOf } from '../outbox/pending-op.ts';
import type { Rewrite } from './tab-message.ts';

export interface RewriteParts {
  readonly db: LocalDb;
  readonly outbox: Outbox;
  readonly drain: Pick<Drain, 'wake'>;
}

/**
 * Writes ops over, or takes them back, for a tab that does not lead: all of them, or none with `storage/raced` where the
 * tab did not know what became of one.
 */
export async function rewriteOps({ db, outbox, drain }: RewriteParts, rewrites: readonly Rewrite[]): Promise<void> {
  const known = rewrites.map(({ before }) => unchanged(outbox, before));
  const changes: Change[] = [];
  for (const { before, after } of rewrites) {
    changes.push(after ? { store: 'outbox', put: after } : { store: 'outbox', delete: before.key });
    if (after) outbox.replace(pendingOf(after));
    else outbox.remove([pendingOf(before).op.opId]);
  }
  try {
    await db.commit(changes);
  } catch (error) {
    outbox.add(known);
    for (const pending of known) outbox.replace(pending);
    throw error;
  }
  drain.wake();
}

/** The op, if it is still what the tab says it is. */
function unchanged(outbox: Outbox, before: Stored): PendingOp {
  const known = outbox.get(pendingOf(before).op.opId);
  if (known && bodyText(putOf(known).put) === bodyText(before)) return known;
  throw new TidemarkError('storage/raced', 'The write has moved on, so it was not changed: look again', {});
}

const bodyText = ({ body }: Stored): string => JSON.stringify(body);
