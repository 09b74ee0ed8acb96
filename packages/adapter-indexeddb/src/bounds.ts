import { compareKey, hasPrefix, type Key } from '@tidemark/core';

/** Keys from `low` to everything that `high` begins, both inclusive. */
export interface Bounds {
  readonly low: Key;
  readonly high: Key;
}

interface Asked {
  readonly prefix?: Key | undefined;
  readonly from?: Key | undefined;
  readonly to?: Key | undefined;
}

/** What prefix, from and to leave when they hold together; undefined when that is nothing. */
export function boundsOf({ prefix = [], from = [], to = [] }: Asked): Bounds | undefined {
  const low = compareKey(prefix, from) > 0 ? prefix : from;
  const high = endsBefore(prefix, to) ? prefix : to;
  return isPast(low, high) ? undefined : { low, high };
}

export function isWithin(key: Key, { low, high }: Bounds): boolean {
  return compareKey(key, low) >= 0 && !isPast(key, high);
}

/** Whether the key comes after everything that `high` begins. */
function isPast(key: Key, high: Key): boolean {
  return compareKey(key, high) > 0 && !hasPrefix(key, high);
}

function endsBefore(a: Key, b: Key): boolean {
  return hasPrefix(a, b) || (compareKey(a, b) < 0 && !hasPrefix(b, a));
}

/** The same bounds for IndexedDB, where an array sorts after every number and string. */
export function keyRange({ low, high }: Bounds): IDBKeyRange {
  return IDBKeyRange.bound(low, [...high, []], false, true);
}

/** Everything after what `high` begins. */
export function beyond(high: Key): IDBKeyRange {
  return IDBKeyRange.lowerBound([...high, []]);
}
