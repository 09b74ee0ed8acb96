import type { Change } from '../local-db/storage-adapter.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { deleteOf } from '../outbox/pending-op.ts';

/** What takes ops out of the outbox, in the commit that brings their effect. */
export interface EndingOps {
  readonly changes: readonly Change[];
  /** The commit was refused: they are as they were. */
  refused(): void;
}

/**
 * From here to the end of the commit nobody else writes the rows of these ops: an attempt counted meanwhile would put
 * them back behind it.
 */
export function endOps(outbox: Outbox, opIds: ReadonlySet<string>): EndingOps {
  const ending = [...opIds].flatMap((opId) => outbox.get(opId) ?? []);
  // One that is still being saved is blocked by that, and its writer waits to see it saved.
  const marked = ending.filter(({ stage }) => stage !== 'saving');
  for (const pending of marked) outbox.replace({ ...pending, stage: 'ending' });
  return {
    changes: ending.map(deleteOf),
    refused() {
      for (const { op, stage } of marked) {
        const now = outbox.get(op.opId);
        if (now) outbox.replace({ ...now, stage });
      }
    },
  };
}
