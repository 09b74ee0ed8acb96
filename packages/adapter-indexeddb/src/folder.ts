import type { Key } from '@tidemark/core';
import type { Bounds } from './bounds.ts';
import type { Connection } from './connection.ts';
import { foldTail } from './fold.ts';
import type { Layout } from './layout.ts';
import type { Tables } from './open-tables.ts';
import { indexWaiting } from './unindexed.ts';

/** Batches indexed in one transaction: commits wait for it. */
const BATCHES = 8;
/** So many that wait are indexed even if commits go on: whoever looks up an index has to look through them. */
const MOST_BATCHES = 200;

/** Folds tails into pages when nothing has been committed for a while. */
export interface Folder {
  note(store: string, kind: Kind, key: Key): void;
  /** A commit begins: wait anew. */
  postpone(): void;
  stop(): void;
}

type Kind = 'rows' | 'entries';

interface Group {
  readonly store: string;
  readonly kind: Kind;
  readonly bounds: Bounds;
}

export function createFolder(connection: Connection, tables: () => Tables, layout: Layout, afterMs: number): Folder {
  const touched = new Map<string, Group>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** A commit came since the timer was set. Setting it anew each time would cost as much as the rest of the call. */
  let isPostponed = false;
  let isStopped = false;
  let batches = 0;

  function due(): void {
    timer = undefined;
    // What fails here is tried again with the next commit, and harms nothing meanwhile.
    if (isPostponed && batches < MOST_BATCHES) wait();
    else fold().catch(() => {});
  }

  function wait(): void {
    isPostponed = false;
    timer = setTimeout(due, afterMs);
  }

  async function fold(): Promise<void> {
    batches = 0;
    for (const [id, { store, kind, bounds }] of touched) {
      touched.delete(id);
      const least = kind === 'rows' ? layout.foldRows : layout.foldEntries;
      const names = tables().namesFor(store, true);
      for (let isMore = true; isMore && !isStopped; ) {
        isMore = await connection.run(names, 'readwrite', 'relaxed', async (transaction) => {
          const rows = tables().rowTree(transaction, store);
          const entries = tables().entryTree(transaction, store);
          // First, because folding moves pages without regard to whether they wait.
          if (await indexWaiting(rows, entries, BATCHES)) return true;
          return foldTail(kind === 'rows' ? rows : entries, bounds, least, () => {});
        });
      }
      // Commits go first.
      if (isStopped || timer !== undefined) return;
    }
  }

  function postpone(): void {
    if (timer !== undefined) isPostponed = true;
    else if (!isStopped && touched.size > 0) wait();
  }

  return {
    note(store, kind, key) {
      const { sharedParts } = kind === 'rows' ? { sharedParts: key.length - 1 } : { sharedParts: 2 };
      const prefix = key.slice(0, sharedParts);
      // A batch that waits to be indexed.
      if (prefix[0] === 0) batches++;
      touched.set(JSON.stringify([store, kind, prefix]), { store, kind, bounds: { low: prefix, high: prefix } });
      if (timer === undefined) postpone();
    },
    postpone,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
