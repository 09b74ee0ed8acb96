import { type StorageAdapter, TidemarkError } from '@tidemark/core';
import { createStorage, type StorageOptions } from './create-storage.ts';
import type { Layout } from './layout.ts';
import { nativeSource } from './native-source.ts';

export interface IndexedDbOptions extends StorageOptions {
  /** How long opening and destroying wait for another tab to let go. Default 10,000. */
  readonly blockedTimeoutMs?: number | undefined;
  /** Instead of the global one. */
  readonly factory?: IDBFactory | undefined;
}

/**
 * Storage in the IndexedDB database `name`, open in any number of tabs and workers at once. A relaxed commit survives
 * the death of the process, a strict one also the loss of power. Opening rejects with `storage/unavailable` where there
 * is no IndexedDB, never falling back to memory; with `storage/blocked` while another tab shuts this one out; with
 * `storage/version` or `storage/corrupt` for a database that is newer or not ours, which is left as it was.
 *
 * @example
 * const client = await createClient({ storage: indexedDb('my-app'), transport, auth });
 */
export function indexedDb(name: string, options: IndexedDbOptions = {}): StorageAdapter {
  return indexedDbWith(undefined, name, options);
}

/** `indexedDb` with pages cut otherwise, for measuring and testing. */
export function indexedDbWith(
  layout: Layout | undefined,
  name: string,
  { blockedTimeoutMs = 10_000, factory, ...options }: IndexedDbOptions,
): StorageAdapter {
  const source = () => {
    const found = factory ?? globalThis.indexedDB;
    if (found) return nativeSource(name, found, blockedTimeoutMs);
    throw new TidemarkError('storage/unavailable', 'There is no IndexedDB here.', { name });
  };
  return createStorage(source, name, '', options, layout);
}
