import { memoryStorage } from '../local-db/memory-adapter.ts';
import type { Change, Durability, StorageAdapter } from '../local-db/storage-adapter.ts';

/** Memory storage that shows its commits, and holds or refuses them as the test says. */
export interface WatchedStorage extends StorageAdapter {
  /** Everything asked of it, in order, refused ones included. */
  readonly commits: { readonly changes: readonly Change[]; readonly durability: Durability | undefined }[];
  /** From now on commits wait for `release`. */
  hold(): void;
  release(): void;
  /** A commit for which this gives an error rejects with it, and nothing of it is kept. */
  refuse(why: ((changes: readonly Change[]) => Error | undefined) | undefined): void;
}

export function watchedStorage(): WatchedStorage {
  const storage = memoryStorage();
  const commits: WatchedStorage['commits'] = [];
  let held: Promise<void> | undefined;
  let open = (): void => {};
  let whyNot: ((changes: readonly Change[]) => Error | undefined) | undefined;
  return {
    ...storage,
    commits,
    async commit(changes, guards, durability) {
      commits.push({ changes, durability });
      await held;
      const error = whyNot?.(changes);
      if (error) throw error;
      return storage.commit(changes, guards, durability);
    },
    hold() {
      held = new Promise((resolve) => {
        open = resolve;
      });
    },
    release() {
      held = undefined;
      open();
    },
    refuse(why) {
      whyNot = why;
    },
  };
}
