import type { Change, Key, OpenSpec, RangeRead, StorageAdapter, StoreDef, Stored } from '@tidemark/core';

const shape = { keyArity: 2, indexes: { tag: 1, pair: 2 } } as const;

/** Two stores of one shape, one of them packed into pages where an adapter does that, and a third beside them. */
export const checkSpec: OpenSpec = {
  name: 'storage-checks',
  stores: [
    { name: 'clustered', ...shape, clustered: true },
    { name: 'plain', ...shape },
    { name: 'other', keyArity: 1, indexes: {} },
  ],
};

/** `checkSpec` with its first two stores changed. */
export function specWith(change: Partial<StoreDef>): OpenSpec {
  return { ...checkSpec, stores: checkSpec.stores.map((def) => (def.name === 'other' ? def : { ...def, ...change })) };
}

/** A row, with a body that tells it from others. */
export function row(key: Key, more: Partial<Omit<Stored, 'key'>> = {}): Stored {
  return { key, rev: 1, keys: {}, body: { of: [...key] }, ...more };
}

export function puts(store: string, rows: readonly Stored[]): Change[] {
  return rows.map((put) => ({ store, put }));
}

/** Puts `count` rows `['a', 0]`, `['a', 1]`, … */
export function numbered(store: string, count: number, first = 0): Change[] {
  return puts(
    store,
    Array.from({ length: count }, (_, i) => row(['a', first + i])),
  );
}

export async function range(storage: StorageAdapter, read: RangeRead): Promise<readonly Stored[]> {
  const [found] = await storage.read([read]);
  return found as readonly Stored[];
}

/** The keys a range read gives, in its order. */
export async function keysOf(storage: StorageAdapter, read: RangeRead): Promise<Key[]> {
  return (await range(storage, read)).map(({ key }) => key);
}

export async function get(storage: StorageAdapter, store: string, key: Key): Promise<Stored | undefined> {
  const [found] = await storage.read([{ store, get: [key] }]);
  return (found as readonly (Stored | undefined)[])[0];
}

export async function count(storage: StorageAdapter, store: string, index?: string, prefix?: Key): Promise<number> {
  const [found] = await storage.read([{ store, index, prefix, count: true }]);
  return found as number;
}
