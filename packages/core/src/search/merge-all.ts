import type { LocalDb } from '../local-db/local-db.ts';
import type { Change } from '../local-db/storage-adapter.ts';
import type { Catalog } from './catalog.ts';
import { chooseMerge } from './choose-merge.ts';
import { mergeSegments } from './merge-segments.ts';
import { deleteSegment } from './segment.ts';

export interface MergeParts {
  readonly db: LocalDb;
  readonly catalog: Catalog;
  readonly newId: () => string;
  /** Whether the message is held; what is not leaves the index. */
  readonly isHeld: (stream: string, epoch: string, ord: number) => boolean;
  /** Lets others have their turn. */
  readonly rest: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Makes one segment of several, a commit each, until there are few. */
export async function mergeAll({ db, catalog, newId, isHeld, rest, signal }: MergeParts): Promise<void> {
  for (;;) {
    const chosen = chooseMerge(await catalog.segments());
    if (!chosen || signal.aborted) return;
    const { segment, changes } = await mergeSegments(db, newId(), chosen, isHeld, rest);
    if (signal.aborted) return;
    const all: Change[] = [...chosen.flatMap(deleteSegment), ...changes, catalog.changed(segment.id)];
    await db.commit(all, { committed: catalog.forget });
  }
}
