import { compareKey, type Key, type Stored } from '@tidemark/core';
import { boundsOf, keyRange } from './bounds.ts';
import { asked, findRecords } from './found-records.ts';
import { fromRecord, type Item, revOf, toRecord, toStored } from './row-code.ts';
import type { Table } from './tables.ts';
import type { Damaged } from './tree.ts';

/** The index of the engine that holds the entries of all our indexes, as `[index, arity, ...entry]`. */
export const ENTRIES = 'i';

/**
 * So many gets, and one request for all that lies between the first and the last is quicker: each request costs as much
 * as reading some ten rows. At most `SPREAD` rows are read for one that is wanted.
 */
const MANY = 16;
const SPREAD = 4;

/** One record a row. The engine keeps the entries: what replaces or removes a row takes them along. */
export function plainTable(
  store: IDBObjectStore,
  indexes: Readonly<Record<string, number>>,
  onDamaged: Damaged,
): Table {
  function read(key: IDBValidKey, value: unknown): Item[] {
    const at = key as unknown as Key;
    const item = fromRecord(at, value);
    if (item === undefined) onDamaged('rows', at, at);
    return item === undefined ? [] : [item];
  }

  async function item(key: Key): Promise<Item | undefined> {
    const value: unknown = await asked(store.get(key as IDBValidKey));
    return value === undefined ? undefined : read([...key], value)[0];
  }

  return {
    async get(keys) {
      if (keys.length < MANY) return Promise.all(keys.map(async (key) => stored(await item(key))));
      const sorted = [...keys].sort(compareKey);
      const range = keyRange({ low: sorted[0] as Key, high: sorted.at(-1) as Key });
      const found = await findRecords(store, range, false, keys.length * SPREAD);
      const byKey = new Map(found.map((record) => [JSON.stringify(record.key), record]));
      const last = found.length === keys.length * SPREAD ? (found.at(-1)?.key as unknown as Key) : undefined;
      return Promise.all(
        keys.map(async (key) => {
          const record = byKey.get(JSON.stringify(key));
          if (record) return stored(read(record.key, record.value)[0]);
          // Not reached: the rows wanted lie too far apart.
          return last && compareKey(key, last) > 0 ? stored(await item(key)) : undefined;
        }),
      );
    },

    async range({ index, reverse = false, limit, ...bounds }) {
      const within = boundsOf(index === undefined ? bounds : inIndex(index, indexes, bounds));
      if (within === undefined || limit === 0) return [];
      const source = index === undefined ? store : store.index(ENTRIES);
      const found = await findRecords(source, keyRange(within), reverse, limit);
      return found.flatMap(({ key, value }) => read(key, value).map(toStored));
    },

    async count({ index, ...bounds }) {
      const within = boundsOf(index === undefined ? bounds : inIndex(index, indexes, bounds));
      if (within === undefined) return 0;
      return asked((index === undefined ? store : store.index(ENTRIES)).count(keyRange(within)));
    },

    async holds(guards) {
      const held = await Promise.all(guards.map(async ({ key, rev }) => revOf(await item(key)) === rev));
      return held.every(Boolean);
    },

    async apply(changes) {
      for (const change of changes) {
        if ('put' in change) store.put(toRecord(change.put, true), change.put.key as IDBValidKey);
        else if ('delete' in change) store.delete(change.delete as IDBValidKey);
        else if ('clear' in change) store.clear();
        else if (change.deleteRange !== undefined) store.delete(keyRange(change.deleteRange));
      }
    },
  };
}

export function stored(item: Item | undefined): Stored | undefined {
  return item && toStored(item);
}

interface Asked {
  readonly prefix?: Key | undefined;
  readonly from?: Key | undefined;
  readonly to?: Key | undefined;
}

/** The same range among the entries of all indexes. */
export function inIndex(index: string, indexes: Readonly<Record<string, number>>, { prefix, from, to }: Asked): Asked {
  const place = [index, indexes[index] as number];
  return { prefix: [...place, ...(prefix ?? [])], from: from && [...place, ...from], to: to && [...place, ...to] };
}
