import type { ChangeFeed, LocalDb } from '../local-db/local-db.ts';
import type { Key, RangeRead, Read, Stored } from '../local-db/storage-adapter.ts';
import type { Place } from './place.ts';
import { createSpan, type Edge, type SpanQuery } from './span.ts';

/**
 * The first `limit` entries of an index in one direction. A row with several entries there appears once an entry; a
 * `filter` must be pure.
 */
export interface WindowQuery extends SpanQuery {
  readonly limit: number;
  /** Where the window begins: right after this place. Absent: at the beginning. */
  readonly after?: Place | undefined;
}

export interface LiveWindowOptions {
  readonly read: (requests: readonly Read[]) => Promise<readonly unknown[]>;
  readonly feed: ChangeFeed;
  readonly lost?: LocalDb['lost'] | undefined;
  readonly query: WindowQuery;
  /** `rows()` or `hasMore()` is another than before; at most once a commit, and never before `ready`. */
  readonly changed: () => void;
  /** A later read failed; it is tried again after the next commit. The first one rejects `ready` instead. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface LiveWindow {
  /** In index order. Rows, and the array, are the same objects while unchanged. Empty before `ready`. */
  rows(): readonly Stored[];
  /** Whether the index holds more than the rows; `true` while that is not known. */
  hasMore(): boolean;
  /** Resolves when `rows` holds what the database does, or when closed; rejects, closed, when that cannot be read. */
  readonly ready: Promise<void>;
  /** Shows `count` rows more, at once where they are held, else after a read. */
  grow(count: number): void;
  close(): void;
}

/** A read that had to skip or filter much doubles the next one, up to this many rows. */
const LONGEST_READ = 2000;

/**
 * Watches the first rows of an index. Commits patch the window and never run the query again: what lies past its edge
 * costs one comparison. A few rows more than shown are held, and read on when too many of them left.
 */
export function createLiveWindow(options: LiveWindowOptions): LiveWindow {
  const { read, feed, lost, query, changed, onError } = options;
  const { limit: initialLimit, after, ...spanQuery } = query;
  let span = createSpan(spanQuery, after);
  /** Nothing was read into the span yet since it was begun anew: what was shown last is shown on. */
  let isAnew = false;
  let limit = initialLimit;
  let rows: readonly Stored[] = [];
  let hadMore = true;
  let isFilling = false;
  let phase: 'loading' | 'ready' | 'closed' = 'loading';
  /** Commits since the read under way began. Its answer may or may not hold them, so they are applied to it again. */
  let missed: Parameters<typeof span.apply>[0][] | undefined;

  const keep = (): number => limit + 1 + (limit >> 3);
  const lacks = (): boolean => phase !== 'closed' && span.edge() !== 'end' && span.items.length <= limit;
  const hasMore = (): boolean => span.items.length > limit || span.edge() !== 'end';

  const refresh = (): boolean => {
    span.settle();
    const { items } = span;
    const count = Math.min(limit, items.length);
    let isSame = rows.length === count;
    for (let i = 0; isSame && i < count; i++) isSame = rows[i] === items[i]?.row;
    if (isSame && hadMore === hasMore()) return false;
    if (!isSame) rows = items.slice(0, count).map((item) => item.row);
    hadMore = hasMore();
    return true;
  };

  const publish = (): void => {
    if (phase === 'ready' && !isAnew && refresh()) changed();
  };

  /** Reads on from the edge. Says whether that brought the edge forward. */
  const readOn = async (count: number): Promise<boolean> => {
    const of = span;
    const edge = span.edge();
    missed = [];
    const [answer] = await read([rangeFrom(spanQuery, edge, count)]);
    const commits = missed;
    missed = undefined;
    // Trimmed or cleared meanwhile: the answer does not begin where the span ends now.
    if (phase === 'closed' || span !== of || span.edge() !== edge) return true;
    isAnew = false;
    const next = createSpan(spanQuery, typeof edge === 'object' ? edge : undefined);
    const found = answer as readonly Stored[];
    next.load(found, found.length < count);
    for (const changes of commits) next.apply(changes, keep());
    // The first answer is all that is known.
    if (edge === 'start') span = next;
    else span.append(next);
    return span.edge() !== edge;
  };

  const fill = async (): Promise<void> => {
    let count = 0;
    while (lacks()) {
      // The edge itself is read again: a range begins at an entry, of which there may be several.
      const wanted = keep() - span.items.length + (span.edge() === 'start' ? 0 : 1);
      count = Math.max(wanted, Math.min(2 * count, LONGEST_READ));
      // Nothing but entries equal to the edge's: only a longer read gets past them.
      while (!(await readOn(count))) count *= 2;
      publish();
    }
  };

  const refill = (): void => {
    if (phase !== 'ready' || isFilling || !lacks()) return;
    isFilling = true;
    fill().then(
      () => {
        isFilling = false;
        // A commit may have come between the last answer and here.
        refill();
      },
      (error: unknown) => {
        isFilling = false;
        missed = undefined;
        if (phase === 'ready') onError?.(error);
      },
    );
  };

  const end = feed.subscribe((changes) => {
    missed?.push(changes);
    if (span.apply(changes, keep())) publish();
    refill();
  });

  const endLost = lost?.subscribe(() => {
    span = createSpan(spanQuery, after);
    isAnew = true;
    refill();
  });

  const close = (): void => {
    phase = 'closed';
    missed = undefined;
    end();
    endLost?.();
  };

  const ready = fill().then(
    () => {
      if (phase === 'closed') return;
      phase = 'ready';
      refresh();
      refill();
    },
    (error: unknown) => {
      close();
      throw error;
    },
  );
  // Whoever asks for `ready` gets the error; nobody has to.
  ready.catch(() => {});

  return {
    rows: () => rows,
    hasMore: () => hadMore,
    ready,
    grow(count) {
      limit += count;
      publish();
      refill();
    },
    close,
  };
}

function rangeFrom(query: SpanQuery, edge: Edge, limit: number): RangeRead {
  const { store, index, prefix, reverse } = query;
  const from: { readonly from?: Key; readonly to?: Key } =
    typeof edge === 'string' ? {} : reverse ? { to: edge.at } : { from: edge.at };
  return { store, ...(index === undefined ? {} : { index }), prefix, ...from, reverse, limit };
}
