import type { Key, Part } from '@tidemark/core';
import { type Item, isRowCell, textOf } from './row-code.ts';
import type { TreeShape } from './tree.ts';

/** Neighbours in one record: their cells as JSON text, its checksum, and the bodies that are bytes. */
export interface PageRecord {
  readonly t: string;
  readonly c: number;
  readonly d?: readonly Uint8Array[];
}

/**
 * The key of a page's record: `[...last, ...first, count]`. So the page of a key is the first one at or after it, and
 * where pages lie and how many rows they hold is known without reading one.
 */
export interface PageKey {
  readonly raw: Key;
  readonly first: Key;
  readonly last: Key;
  readonly count: number;
}

export function toPageKey(raw: IDBValidKey): PageKey {
  const parts = raw as unknown as Key;
  const arity = (parts.length - 1) / 2;
  return { raw: parts, last: parts.slice(0, arity), first: parts.slice(arity, -1), count: parts.at(-1) as number };
}

/** The record of one page. `items` are in key order, at least one. What all keys share is left to the page's own key. */
export function toPage(items: readonly Item[], sharedParts: number): readonly [Key, PageRecord] {
  const key = [...(items.at(-1) as Item).key, ...(items[0] as Item).key, items.length];
  const t = `[${items.map((item) => cellText(item, sharedParts)).join(',')}]`;
  const d = items.flatMap(({ bytes }) => bytes ?? []);
  return [key, { t, c: checksum(t), ...(d.length > 0 && { d }) }];
}

/** `[...own parts of the key, ...cell]` */
function cellText(item: Item, sharedParts: number): string {
  const own = JSON.stringify(item.key.slice(sharedParts));
  const cell = textOf(item);
  return cell === '[]' ? own : `${own.slice(0, -1)},${cell.slice(1)}`;
}

/** The items of a page; undefined when the record is not what was written. */
export function fromPage(page: PageKey, value: unknown, { kind, sharedParts }: TreeShape): Item[] | undefined {
  const { t, c, d } = (value ?? {}) as Partial<PageRecord>;
  if (typeof t !== 'string' || checksum(t) !== c) return undefined;
  try {
    let nextBytes = 0;
    const shared = page.first.slice(0, sharedParts);
    const ownParts = page.first.length - sharedParts;
    const cells = JSON.parse(t) as Part[][];
    const items = cells.map((cell): Item => {
      const key = [...shared, ...cell.splice(0, ownParts)];
      return { key, cell, bytes: cell.length === 4 ? d?.[nextBytes++] : undefined };
    });
    const isWhole = ({ cell }: Item) => (kind === 'rows' ? isRowCell(cell) : (cell as Part[]).length === 0);
    return items.length === page.count && items.every(isWhole) ? items : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Of the length and every eighth character: blocks that were zeroed, cut or swapped are found, at an eighth of the
 * price of looking at each (about 0.1 µs a row). What breaks the JSON is found in any case.
 */
function checksum(text: string): number {
  let sum = text.length | 0;
  for (let i = text.length & 7; i < text.length; i += 8) sum = ((sum << 5) - sum + text.charCodeAt(i)) | 0;
  return sum;
}
