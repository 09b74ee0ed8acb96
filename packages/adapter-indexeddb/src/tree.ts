import { compareKey, type Key } from '@tidemark/core';
import type { Item } from './row-code.ts';

/**
 * Items in key order, in two object stores: pages of neighbours, and a tail of single items that were not worth a page
 * yet. Pages do not overlap. An item is in the tail or in the page whose first and last key it lies between, never in
 * both; the tail may have items between those of a page.
 */
export interface Tree {
  readonly pages: IDBObjectStore;
  readonly tail: IDBObjectStore;
  readonly shape: TreeShape;
  /** Told of each item that went to the tail. */
  readonly onTail?: ((key: Key) => void) | undefined;
  /** Told of what becomes of pages. */
  readonly pageLog?: PageLog | undefined;
}

export interface PageLog {
  /** Pages are about to be rewritten. */
  before(): Promise<void>;
  /** These pages were written, of these items, perhaps in place of another. */
  wrote(pages: readonly Key[], items: readonly Item[], replaced?: Key): void;
}

export interface TreeShape {
  readonly kind: 'rows' | 'entries';
  /** Parts that all keys of a page share. */
  readonly sharedParts: number;
  readonly pageItems: number;
  /** A page ends here, however few its items. */
  readonly pageBytes: number;
  /** Fewer new neighbours than this go to the tail. */
  readonly runItems: number;
  /** Fewer new items than this within a page go to the tail. Needs keys that are new for sure. */
  readonly insideItems: number;
  /** Of entries: so many rows of one commit are indexed later. */
  readonly batchItems: number;
  /** Up to so many keys are located one by one, more by the range they span. */
  readonly fewKeys: number;
}

/** Told of a record that is not what was written. */
export type Damaged = (kind: TreeShape['kind'], from: Key, to: Key) => void;

export function hasSamePlace(a: Key, b: Key, sharedParts: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < sharedParts; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Both in key order; where both have a key, the second's. */
export function merged(a: readonly Item[], b: readonly Item[]): Item[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? [...b] : [...a];
  const items: Item[] = [];
  let j = 0;
  for (const item of a) {
    while (j < b.length && compareKey((b[j] as Item).key, item.key) < 0) items.push(b[j++] as Item);
    if (j >= b.length || compareKey((b[j] as Item).key, item.key) !== 0) items.push(item);
  }
  items.push(...b.slice(j));
  return items;
}

/** Cuts items in key order into pages. */
export function paged(items: readonly Item[], { sharedParts, pageItems, pageBytes }: TreeShape): Item[][] {
  const pages: Item[][] = [];
  let page: Item[] = [];
  let chars = 0;
  let width = 1;
  for (const item of items) {
    const size = charsOf(item, sharedParts);
    const itemWidth = widthOf(item.json);
    const [first] = page;
    const fits = page.length < pageItems && (chars + size) * Math.max(width, itemWidth) <= pageBytes;
    if (first === undefined || !fits || !hasSamePlace(first.key, item.key, sharedParts)) {
      page = [];
      pages.push(page);
      chars = 0;
      width = 1;
    }
    page.push(item);
    chars += size;
    width = Math.max(width, itemWidth);
  }
  return pages;
}

/** A page may grow to twice its items before it is cut, then into even parts: else each insert would cut off a crumb. */
export function evenly(items: readonly Item[], shape: TreeShape): TreeShape {
  const { sharedParts, pageItems, pageBytes } = shape;
  const count = items.length;
  let chars = 0;
  for (const item of items) chars += charsOf(item, sharedParts);
  const bytes = chars * (items.some((item) => widthOf(item.json) > 1) ? 2 : 1);
  const most = count <= 2 * pageItems ? count : pageItems;
  const parts = Math.max(Math.ceil(count / Math.max(most, 1)), Math.ceil(bytes / pageBytes / 1.25));
  return { ...shape, pageItems: Math.max(Math.ceil(count / parts), 1), pageBytes: pageBytes * 1.25 };
}

/** About the length of an item's text in a page. */
function charsOf({ key, json, bytes }: Item, sharedParts: number): number {
  let size = (json?.length ?? 0) + (bytes?.length ?? 0);
  for (let i = sharedParts; i < key.length; i++) {
    const part = key[i];
    size += typeof part === 'string' ? part.length + 3 : 8;
  }
  return size;
}

/** Bytes a character in the engine's copy. The regular expression fails at once on text of one byte a character. */
export function widthOf(text: string | undefined): number {
  return text !== undefined && /[^\0-\xff]/.test(text) ? 2 : 1;
}
