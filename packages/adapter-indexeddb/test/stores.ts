import type { Change, OpenSpec, StorageAdapter, Stored } from '@tidemark/core';
import { openDB } from 'idb';

/** Messages in pages, anything else in rows. */
export const SPEC: OpenSpec = {
  name: 'test',
  stores: [
    { name: 'messages', keyArity: 2, indexes: { id: 1 }, clustered: true },
    { name: 'rows', keyArity: 2, indexes: { tag: 1 } },
    { name: 'meta', keyArity: 1, indexes: {} },
  ],
};

export function message(ord: number, { rev = 1, text = 'Ahoy' } = {}): Stored {
  return { key: ['crew', ord], rev, keys: { id: [[`id-${ord}`]] }, body: { text } };
}

/** Puts messages `first`, `first + 1`, … */
export function messages(count: number, first = 1): Change[] {
  return Array.from({ length: count }, (_, i) => ({ store: 'messages', put: message(first + i) }));
}

export async function ords(storage: StorageAdapter): Promise<number[]> {
  const [rows] = await storage.read([{ store: 'messages', prefix: ['crew'] }]);
  return (rows as Stored[]).map(({ key }) => key[1] as number);
}

export function until(count: number, first = 1): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

// From outside, by `idb`: a second look that shares no code with the adapter.

/** The records of an object store of a database, as they are. */
export async function recordsOf(name: string, store: string): Promise<{ key: IDBValidKey; value: unknown }[]> {
  const db = await openDB(name);
  const { store: records, done } = db.transaction(store);
  const [keys, values] = await Promise.all([records.getAllKeys(), records.getAll(), done]);
  db.close();
  return keys.map((key, i) => ({ key, value: values[i] as unknown }));
}

/** Puts a record of the adapter's own in place of one, as a damaged disk would. */
export async function damage(name: string, store: string, key: IDBValidKey, value: unknown): Promise<void> {
  const db = await openDB(name);
  await db.put(store, value, key);
  db.close();
}
