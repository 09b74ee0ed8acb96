import type { StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import { putState } from '../sync/stream-state.ts';

/** Which conversations somebody looks at, and in which order they were opened: by a counter, not by a clock. */
export interface OpenConversations {
  /** Somebody looks, until the returned function is called. `lowest`: the oldest ord shown; 0 while that is not known. */
  open(stream: StreamId, lowest: () => number): () => void;
  isOpen(stream: StreamId): boolean;
  /** The oldest ord anybody looks at; infinite where nobody does. */
  lowest(stream: StreamId): number;
  /** Notes, in the background, that the conversation is the one opened last. Nothing is written where it was already. */
  note(stream: StreamId): void;
}

export function createOpenConversations(db: LocalDb, book: StreamBook): OpenConversations {
  const windows = new Map<StreamId, Set<() => number>>();
  let newestN: number | undefined;

  async function readNewest(): Promise<number> {
    const rows: readonly Stored[] = await db.range({ store: 'streams', index: 'opened', reverse: true, limit: 1 });
    return (rows[0]?.keys['opened']?.[0]?.[0] as number | undefined) ?? 0;
  }

  async function noteLast(stream: StreamId): Promise<void> {
    await book.load([stream]);
    newestN ??= await readNewest();
    const state = book.state(stream);
    if (state.openedN !== undefined && state.openedN === newestN) return;
    book.claim(stream);
    const next = { ...state, openedN: ++newestN };
    const marks = book.marks(stream);
    const keep = (): void => book.keep(next, marks);
    // What is not held yet has no row: the number goes along with the first. A refused commit leaves it to the next.
    if (!state.cursor) keep();
    else await db.commit([putState(next, marks)], { committed: keep }).catch(keep);
  }

  return {
    open(stream, lowest) {
      const set = windows.get(stream) ?? new Set();
      windows.set(stream, set.add(lowest));
      return () => {
        set.delete(lowest);
        if (set.size === 0 && windows.get(stream) === set) windows.delete(stream);
      };
    },
    isOpen: (stream) => windows.has(stream),
    lowest(stream) {
      let found = Number.POSITIVE_INFINITY;
      for (const lowest of windows.get(stream) ?? []) found = Math.min(found, lowest());
      return found;
    },
    note(stream) {
      // An order that was not noted costs a fetch some day; it is nothing to trouble an app with.
      book.exclusive(() => noteLast(stream)).catch(() => {});
    },
  };
}
