import { compareKey } from '../local-db/key-order.ts';
import type { Key, Part, Stored } from '../local-db/storage-adapter.ts';

/**
 * Rows by primary key. Hashed by the first and the last part of the key: they tell apart rows of one stream or
 * collection, and one row of many streams; looking them up builds no string.
 */
export interface RowSet {
  get(key: Key): Stored | undefined;
  /** Over a row of the same key. */
  add(row: Stored): void;
  delete(key: Key): void;
  clear(): void;
}

export function createRowSet(): RowSet {
  const groups = new Map<Part | undefined, Map<Part | undefined, Stored[]>>();

  const bucketOf = (key: Key): Stored[] | undefined => groups.get(key[0])?.get(key[key.length - 1]);

  const indexIn = (bucket: readonly Stored[], key: Key): number => {
    for (let i = 0; i < bucket.length; i++) if (compareKey((bucket[i] as Stored).key, key) === 0) return i;
    return -1;
  };

  return {
    get(key) {
      const bucket = bucketOf(key);
      return bucket?.[indexIn(bucket, key)];
    },
    add(row) {
      const bucket = bucketOf(row.key);
      if (!bucket) {
        const [first] = row.key;
        const group = groups.get(first) ?? new Map<Part | undefined, Stored[]>();
        groups.set(first, group.set(row.key[row.key.length - 1], [row]));
        return;
      }
      const index = indexIn(bucket, row.key);
      if (index < 0) bucket.push(row);
      else bucket[index] = row;
    },
    delete(key) {
      const bucket = bucketOf(key);
      if (!bucket) return;
      const index = indexIn(bucket, key);
      if (index >= 0) bucket.splice(index, 1);
      if (bucket.length > 0) return;
      const group = groups.get(key[0]);
      group?.delete(key[key.length - 1]);
      if (group?.size === 0) groups.delete(key[0]);
    },
    clear: () => groups.clear(),
  };
}
