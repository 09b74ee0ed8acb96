import type { Change, StorageAdapter, Stored } from '@tidemark/core';

export interface StorageWatcher {
  /** What the database held when it was opened. */
  opened(messages: readonly Stored[], outbox: readonly Stored[], streams: readonly Stored[]): void;
  /** Right after these changes became durable. */
  committed(changes: readonly Change[]): void;
}

/** Tells of everything that becomes durable in a storage: the one place that knows when a message is stored. */
export function watchStorage(storage: StorageAdapter, watcher: StorageWatcher): StorageAdapter {
  return {
    ...storage,
    async open(spec) {
      await storage.open(spec);
      const found = await storage.read([{ store: 'messages' }, { store: 'outbox' }, { store: 'streams' }]);
      const [messages = [], outbox = [], streams = []] = found as readonly (readonly Stored[])[];
      watcher.opened(messages, outbox, streams);
    },
    async commit(changes, guards, durability) {
      const isDone = await storage.commit(changes, guards, durability);
      if (isDone) watcher.committed(changes);
      return isDone;
    },
  };
}
