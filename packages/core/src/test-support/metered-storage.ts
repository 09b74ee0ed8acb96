import { STORES } from '../local-db/schema.ts';
import type { StorageAdapter, Stored } from '../local-db/storage-adapter.ts';
import { type WatchedStorage, watchedStorage } from './watched-storage.ts';

/** Watched storage that tells its usage: the length of its rows as text. `measured` counts how often it was asked. */
export function meteredStorage(): WatchedStorage & Required<Pick<StorageAdapter, 'usage'>> & { measured(): number } {
  const storage = watchedStorage();
  let measured = 0;
  return {
    ...storage,
    measured: () => measured,
    async usage() {
      measured++;
      const stores = (await storage.read(STORES.map(({ name }) => ({ store: name })))) as (readonly Stored[])[];
      return { bytes: stores.flat().reduce((sum, row) => sum + JSON.stringify(row).length, 0) };
    },
  };
}
