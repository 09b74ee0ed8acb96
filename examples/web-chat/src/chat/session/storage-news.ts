import { TidemarkError } from '@tidemark/core';

/** What became of this page's database: a later version of the chat upgraded it, or it was deleted. */
export type StorageNews = 'stale' | 'lost';

/** The newest of them, for a page that must be loaded again to have it right. */
export interface StorageWatch {
  readonly get: () => StorageNews | undefined;
  readonly subscribe: (changed: () => void) => () => void;
  /** For the client's `onError`. */
  readonly onError: (error: unknown) => void;
  /** For the adapter's `onLost`. */
  readonly onLost: () => void;
}

export function createStorageWatch(): StorageWatch {
  const listeners = new Set<() => void>();
  let news: StorageNews | undefined;

  function become(next: StorageNews): void {
    // What is gone stays gone, whatever comes after.
    if (news === 'lost') return;
    news = next;
    for (const listener of listeners) listener();
  }

  return {
    get: () => news,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    onError(error) {
      if (TidemarkError.is(error, 'storage/stale')) become('stale');
      else console.error(error);
    },
    onLost: () => become('lost'),
  };
}
