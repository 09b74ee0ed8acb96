export type { StorageOptions } from './create-storage.ts';
export { type IndexedDbOptions, indexedDb } from './indexed-db.ts';
export type { DamagedRange } from './open-tables.ts';
