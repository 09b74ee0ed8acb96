import { compareKey, type Key } from '@tidemark/core';
import { type Bounds, beyond, isWithin, keyRange } from './bounds.ts';
import { asked, type FoundRecord, findRecords } from './found-records.ts';
import { fromPage, type PageKey, toPageKey } from './page-code.ts';
import { fromRecord, type Item } from './row-code.ts';
import { type Damaged, merged, type Tree } from './tree.ts';

/** The items within the bounds in either direction, up to the limit. Everything is asked for in one or two rounds. */
export async function readTree(
  tree: Tree,
  bounds: Bounds,
  isReverse: boolean,
  limit: number | undefined,
  onDamaged: Damaged,
): Promise<Item[]> {
  if (limit === 0) return [];
  const range = keyRange(bounds);
  const wanted = limit === undefined ? undefined : Math.ceil(limit / tree.shape.pageItems) + 1;
  const [near, last, tail] = await Promise.all([
    findRecords(tree.pages, range, isReverse, wanted),
    asked(tree.pages.getAllKeys(beyond(bounds.high), 1)),
    findRecords(tree.tail, range, isReverse, limit),
  ]);
  const end = await pageInto(tree, last[0], bounds);
  const paged: Item[] = [];
  const isEnough = () => limit !== undefined && paged.length >= limit;
  const add = (records: readonly FoundRecord[]) => {
    for (const record of records) {
      if (isEnough()) return;
      for (const item of within(itemsOf(tree, record, onDamaged), bounds, isReverse)) paged.push(item);
    }
  };
  if (isReverse) add(end);
  add(near);
  let round = near;
  for (let count = wanted; count !== undefined && round.length === count && !isEnough(); ) {
    count *= 4;
    round = await findRecords(
      tree.pages,
      rangeFrom(range, (round.at(-1) as FoundRecord).key, isReverse),
      isReverse,
      count,
    );
    add(round);
  }
  if (!isReverse) add(end);
  const singles = tail.flatMap((record) => tailItem(tree, record, onDamaged));
  const items = isReverse ? merged(paged.reverse(), singles.reverse()).reverse() : merged(paged, singles);
  return limit === undefined ? items : items.slice(0, limit);
}

/** The items with these keys, by the JSON of the key. */
export async function lookUp(tree: Tree, keys: readonly Key[], onDamaged: Damaged): Promise<Map<string, Item>> {
  const [tail, at] = await Promise.all([
    Promise.all(keys.map((key) => asked(tree.tail.get(key as IDBValidKey)))),
    Promise.all(keys.map((key) => asked(tree.pages.getAllKeys(IDBKeyRange.lowerBound(key), 1)))),
  ]);
  const found = new Map<string, Item>();
  const pages = new Map<string, { readonly page: PageKey; readonly wanted: Key[] }>();
  for (const [i, key] of keys.entries()) {
    const [item] = tail[i] === undefined ? [] : tailItem(tree, { key: key as IDBValidKey, value: tail[i] }, onDamaged);
    if (item !== undefined) found.set(JSON.stringify(key), item);
    const raw = at[i]?.[0];
    if (item !== undefined || raw === undefined) continue;
    const page = toPageKey(raw);
    if (compareKey(page.first, key) > 0) continue;
    const id = JSON.stringify(raw);
    const known = pages.get(id);
    if (known) known.wanted.push(key);
    else pages.set(id, { page, wanted: [key] });
  }
  await Promise.all(
    [...pages.values()].map(async ({ page, wanted }) => {
      const items = await loadPage(tree, page, onDamaged);
      for (const key of wanted) {
        const item = itemAt(items, key);
        if (item) found.set(JSON.stringify(key), item);
      }
    }),
  );
  return found;
}

/** The item with this key, found by halves: a page has many that nobody asked for. */
function itemAt(items: readonly Item[], key: Key): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareKey((items[middle] as Item).key, key);
    if (order === 0) return items[middle];
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

/** Counts without reading pages, but for those that lie across an end of the bounds. */
export async function countTree(tree: Tree, bounds: Bounds, onDamaged: Damaged): Promise<number> {
  const [near, last, inTail] = await Promise.all([
    asked(tree.pages.getAllKeys(keyRange(bounds))),
    asked(tree.pages.getAllKeys(beyond(bounds.high), 1)),
    asked(tree.tail.count(keyRange(bounds))),
  ]);
  let count = inTail;
  for (const page of [...near, ...last].map(toPageKey)) {
    if (isWithin(page.first, bounds) && isWithin(page.last, bounds)) count += page.count;
    else if (overlaps(page, bounds)) {
      count += within(await loadPage(tree, page, onDamaged), bounds, false).length;
    }
  }
  return count;
}

/** The items of a page. A damaged page is reported, and has none. */
export async function loadPage(tree: Tree, page: PageKey, onDamaged: Damaged): Promise<Item[]> {
  const value: unknown = await asked(tree.pages.get(page.raw as IDBValidKey));
  return itemsOf(tree, { key: page.raw as IDBValidKey, value }, onDamaged);
}

export function tailItem(tree: Tree, { key, value }: FoundRecord, onDamaged: Damaged): Item[] {
  if (tree.shape.kind === 'entries') return [{ key: key as unknown as Key }];
  const at = key as unknown as Key;
  const item = fromRecord(at, value);
  if (item === undefined) onDamaged('rows', at, at);
  return item === undefined ? [] : [item];
}

export function overlaps(page: PageKey, bounds: Bounds): boolean {
  return (
    compareKey(page.last, bounds.low) >= 0 && (isWithin(page.first, bounds) || compareKey(page.first, bounds.low) < 0)
  );
}

function itemsOf(tree: Tree, { key, value }: FoundRecord, onDamaged: Damaged): Item[] {
  const page = toPageKey(key);
  const items = fromPage(page, value, tree.shape);
  if (items === undefined) onDamaged(tree.shape.kind, page.first, page.last);
  return items ?? [];
}

function within(items: Item[], bounds: Bounds, isReverse: boolean): Item[] {
  const [first, last] = [items[0], items.at(-1)];
  const isWhole = first === undefined || (isWithin(first.key, bounds) && isWithin((last as Item).key, bounds));
  const inside = isWhole ? items : items.filter(({ key }) => isWithin(key, bounds));
  return isReverse ? inside.reverse() : inside;
}

/** The page that begins within the bounds and ends after them, if there is one. */
async function pageInto(tree: Tree, raw: IDBValidKey | undefined, bounds: Bounds): Promise<FoundRecord[]> {
  if (raw === undefined || !overlaps(toPageKey(raw), bounds)) return [];
  return [{ key: raw, value: await asked(tree.pages.get(raw)) }];
}

/** What is left of the range behind a record in this direction. */
function rangeFrom(range: IDBKeyRange, edge: IDBValidKey, isReverse: boolean): IDBKeyRange {
  return isReverse
    ? IDBKeyRange.bound(range.lower, edge, range.lowerOpen, true)
    : IDBKeyRange.bound(edge, range.upper, true, range.upperOpen);
}
