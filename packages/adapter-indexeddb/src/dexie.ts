import type { StorageAdapter } from '@tidemark/core';
import type { Dexie } from 'dexie';
import { createStorage, type StorageOptions } from './create-storage.ts';
import { dexieSource } from './dexie-source.ts';
import type { Layout } from './layout.ts';

export type { StorageOptions } from './create-storage.ts';
export type { DamagedRange } from './open-tables.ts';

export interface DexieStorageOptions extends StorageOptions {
  /** What the names of our tables begin with. Default `tidemark_`. */
  readonly prefix?: string | undefined;
}

/**
 * Storage in tables of the app's own Dexie database, beside the app's. Declare the app's tables first: opening closes
 * the database for a moment, adds ours below all its versions, and opens it again. `close` leaves it open, `destroy`
 * empties our tables only. Else like `indexedDb`.
 *
 * @example
 * const db = new Dexie('my-app');
 * db.version(1).stores({ drafts: '++id' });
 * const client = await createClient({ storage: dexieStorage(db), transport, auth });
 */
export function dexieStorage(db: Dexie, options: DexieStorageOptions = {}): StorageAdapter {
  return dexieStorageWith(undefined, db, options);
}

/** `dexieStorage` with pages cut otherwise, for testing. */
export function dexieStorageWith(
  layout: Layout | undefined,
  db: Dexie,
  { prefix = 'tidemark_', ...options }: DexieStorageOptions,
): StorageAdapter {
  return createStorage(() => dexieSource(db, prefix), `${db.name}/${prefix}`, prefix, options, layout);
}
