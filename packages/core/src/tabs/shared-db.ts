import { TidemarkError } from '@tidemark/protocol';
import type { CommitOptions } from '../local-db/commit-queue.ts';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Guard, Key, Stored } from '../local-db/storage-adapter.ts';
import { createFeed, type FeedSource } from '../runtime/feed.ts';
import type { Rewrite } from './tab-message.ts';

/**
 * The database as one of several tabs writes it:
 *
 *   a new op, the search index, who one is ─▶ any tab, at once
 *   an op that is stored already ───────────▶ the leader; others ask it to
 *   all else (what the server said) ────────▶ the leader, while its lease holds
 */
export interface SharedDb {
  readonly db: LocalDb;
  readonly feed: FeedSource<readonly Change[]>;
  /** The lease under which this tab leads; undefined: it does not. */
  lead(lease: Guard | undefined): void;
  /** The op that is stored at this place, as far as this tab knows. */
  storedAt(place: Key): Stored | undefined;
  /** Other tabs committed this. */
  note(changes: readonly Change[]): void;
}

export interface SharedDbOptions {
  readonly inner: LocalDb;
  /** The rows of the outbox. */
  readonly waiting: readonly Stored[];
  /** The leader is asked; rejects with `storage/raced` where a row is another by now. */
  readonly rewrite: (rewrites: readonly Rewrite[]) => Promise<void>;
  /** This tab committed this. */
  readonly committed: (changes: readonly Change[]) => void;
  /** Another tab took the lease: nothing was written. */
  readonly deposed: () => void;
}

/** Written by any tab, and by one at a time for reasons of its own. */
const FREE: ReadonlySet<string> = new Set(['search', 'meta']);
/** Tells the places of the outbox apart. */
export const nameOfPlace = (place: Key): string => place.join(' ');

export function createSharedDb(options: SharedDbOptions): SharedDb {
  const { inner } = options;
  const feed = createFeed<readonly Change[]>();
  const stored = new Map(options.waiting.map((row) => [nameOfPlace(row.key), row]));
  let lease: Guard | undefined;

  function note(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.store !== 'outbox') continue;
      if ('put' in change) stored.set(nameOfPlace(change.put.key), change.put);
      else if ('delete' in change) stored.delete(nameOfPlace(change.delete));
    }
  }

  function isFree(change: Change): boolean {
    if (FREE.has(change.store)) return true;
    return change.store === 'outbox' && 'put' in change && !stored.has(nameOfPlace(change.put.key));
  }

  function rewriteOf(change: Change): readonly Rewrite[] {
    const place = 'put' in change ? change.put.key : 'delete' in change ? change.delete : undefined;
    const before = place && stored.get(nameOfPlace(place));
    return before ? [{ before, ...('put' in change && { after: change.put }) }] : [];
  }

  async function commitInTurn(changes: readonly Change[], commitOptions: CommitOptions): Promise<void> {
    if (lease) {
      try {
        await inner.commit(changes, { ...commitOptions, guard: lease });
      } catch (error) {
        if (TidemarkError.is(error, 'storage/raced')) options.deposed();
        throw error;
      }
      return;
    }
    if (changes.some(({ store }) => store !== 'outbox')) {
      throw new TidemarkError('storage/raced', 'Another tab leads, so nothing was changed', {});
    }
    await options.rewrite(changes.flatMap(rewriteOf));
    commitOptions.committed?.();
  }

  inner.feed.subscribe((changes) => {
    note(changes);
    options.committed(changes);
    feed.emit(changes);
  });

  return {
    feed,
    db: {
      ...inner,
      feed,
      commit: (changes, commitOptions = {}) =>
        changes.every(isFree) ? inner.commit(changes, commitOptions) : commitInTurn(changes, commitOptions),
      // Room is made by the leader; what another tab is refused is refused.
      whenFull: (relieve) =>
        inner.whenFull(async (commitNow) => {
          const guard = lease;
          return guard !== undefined && relieve((changes, more = {}) => commitNow(changes, { ...more, guard }));
        }),
    },
    lead(next) {
      lease = next;
    },
    storedAt: (place) => stored.get(nameOfPlace(place)),
    note,
  };
}
