import type { Key, Part } from './storage-adapter.ts';

/** Numbers before strings, numbers by value, strings by UTF-16 code unit (what `<` does in JavaScript). */
export function comparePart(a: Part, b: Part): number {
  if (a === b) return 0;
  const aIsNumber = typeof a === 'number';
  if (aIsNumber !== (typeof b === 'number')) return aIsNumber ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Part by part; a prefix comes before what it begins. */
export function compareKey(a: Key, b: Key): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = comparePart(a[i] as Part, b[i] as Part);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Whether `key` begins with `prefix`. */
export function hasPrefix(key: Key, prefix: Key): boolean {
  if (key.length < prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) if (key[i] !== prefix[i]) return false;
  return true;
}
