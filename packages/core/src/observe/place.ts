import { compareKey } from '../local-db/key-order.ts';
import type { Key, Stored } from '../local-db/storage-adapter.ts';

/** Where a row stands in an index: its entry there, then its primary key. */
export interface Place {
  readonly at: Key;
  readonly key: Key;
}

/** One appearance of a row; a row with several entries in the index appears once an entry. */
export interface Item {
  readonly at: Key;
  readonly row: Stored;
}

/** The index of the first item at or after the place, in the direction of the items. */
export function indexOfPlace(items: readonly Item[], at: Key, key: Key, reverse: boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle] as Item;
    if (comparePlaces(item.at, item.row.key, at, key, reverse) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function comparePlaces(aAt: Key, aKey: Key, bAt: Key, bKey: Key, reverse: boolean): number {
  const order = compareKey(aAt, bAt) || compareKey(aKey, bKey);
  return reverse ? -order : order;
}
