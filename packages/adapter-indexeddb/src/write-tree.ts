import { compareKey, type Key } from '@tidemark/core';
import { type Bounds, beyond, isWithin, keyRange } from './bounds.ts';
import { asked, type FoundRecord, findRecords } from './found-records.ts';
import { type PageKey, toPage, toPageKey } from './page-code.ts';
import type { Plan } from './plan.ts';
import { loadPage, overlaps, tailItem } from './read-tree.ts';
import { type Item, textOf, toRecord } from './row-code.ts';
import { type Damaged, evenly, hasSamePlace, merged, paged, type Tree, type TreeShape } from './tree.ts';

/** Where the keys of a plan are: the pages at or after them, and the tail among them. */
export interface Places {
  readonly pages: readonly PageKey[];
  readonly tail: ReadonlyMap<string, Item>;
}

/** Applies a plan, and gives the items it replaced or removed. Nothing is given for a clear. */
export async function writeTree(tree: Tree, plan: Plan, onDamaged: Damaged): Promise<Item[]> {
  return writeAt(tree, plan, await locate(tree, plan, onDamaged), onDamaged);
}

/** `writeTree` where the places are known. Waits only if there are pages to be read. */
export async function writeAt(tree: Tree, plan: Plan, { pages, tail }: Places, onDamaged: Damaged): Promise<Item[]> {
  if (plan.isCleared) {
    tree.pages.clear();
    tree.tail.clear();
    writeNew(tree, plan.puts, []);
    return [];
  }
  if (isFew(tree, plan)) {
    for (const put of plan.puts) writeTail(tree, put);
    return [];
  }
  const { byPage, outside } = sortOut(tree, plan, pages);
  const removed: Item[] = [];
  const [, ...loaded] = await Promise.all([
    byPage.size === 0 ? undefined : tree.pageLog?.before(),
    ...[...byPage.keys()].map(async (page) => [page, await loadPage(tree, page, onDamaged)] as const),
  ]);
  for (const [page, items] of loaded) removed.push(...rewrite(tree, plan, page, items, byPage.get(page) ?? []));

  const isRemoved = removedBy(plan);
  const fresh: Item[] = [];
  for (const put of outside) {
    if (tail.size > 0 && tail.has(JSON.stringify(put.key))) writeTail(tree, put);
    else fresh.push(put);
  }
  const intoPages = new Set([...byPage.values()].flat());
  const putAgain = new Map(tail.size === 0 ? [] : plan.puts.map((put) => [JSON.stringify(put.key), put]));
  for (const [id, item] of tail) {
    const put = putAgain.get(id);
    if (put === undefined && !isRemoved(item.key)) continue;
    removed.push(item);
    if (put === undefined || intoPages.has(put)) tree.tail.delete(item.key as IDBValidKey);
  }
  if (tree.shape.kind === 'entries') for (const key of plan.deletes) tree.tail.delete(key as IDBValidKey);
  writeNew(tree, fresh, pages);
  return removed;
}

/** New items that lie in no page: runs of neighbours become pages, the others go to the tail. */
function writeNew(tree: Tree, items: readonly Item[], pages: readonly PageKey[]): void {
  const { sharedParts, runItems } = tree.shape;
  let run: Item[] = [];
  let runNext: PageKey | undefined;
  const end = () => {
    if (run.length < runItems) for (const item of run) writeTail(tree, item);
    else if (run.length > 0) writePages(tree, run);
    run = [];
  };
  let next = 0;
  for (const item of items) {
    while (next < pages.length && compareKey((pages[next] as PageKey).last, item.key) < 0) next++;
    const [first] = run;
    if (first !== undefined && (pages[next] !== runNext || !hasSamePlace(first.key, item.key, sharedParts))) end();
    runNext = pages[next];
    run.push(item);
  }
  end();
}

function writePages(tree: Tree, items: readonly Item[], shape: TreeShape = tree.shape, replaced?: Key): Key[] {
  const keys = paged(items, shape).map((page) => {
    const [key, record] = toPage(page, shape.sharedParts);
    tree.pages.put(record, key as IDBValidKey);
    return key;
  });
  tree.pageLog?.wrote(keys, items, replaced);
  return keys;
}

export function writeTail(tree: Tree, item: Item): void {
  tree.onTail?.(item.key);
  tree.tail.put(tree.shape.kind === 'entries' ? 0 : toRecord(item, false), item.key as IDBValidKey);
}

/** A few entries go to the tail wherever they lie: nothing has to be read. */
function isFew({ shape }: Tree, { puts, deletes, ranges }: Plan): boolean {
  return deletes.length === 0 && ranges.length === 0 && puts.length < shape.insideItems;
}

/** Asks where the keys of a plan are. A plan that needs no places asks nothing. */
export async function locate(tree: Tree, plan: Plan, onDamaged: Damaged): Promise<Places> {
  if (plan.isCleared || isFew(tree, plan)) return { pages: [], tail: new Map() };
  const keys = sortedKeys(plan);
  const { fewKeys, kind } = tree.shape;
  const pageKeys: Promise<IDBValidKey[]>[] = [];
  const tails: Promise<FoundRecord[]>[] = [];
  const groups = [...grouped(keys, tree.shape.sharedParts)];
  // Mostly nothing waits in the tail: one question for all.
  const hasTail = kind === 'rows' && (keys.length <= fewKeys || groups.length === 1);
  if (kind === 'rows' && !hasTail) tails.push(tailOf(tree, groups));
  for (const group of groups) {
    const [low, high] = [group[0] as Key, group.at(-1) as Key];
    if (group.length > fewKeys) {
      pageKeys.push(pagesFrom(tree, { low, high }));
      if (hasTail) tails.push(findRecords(tree.tail, keyRange({ low, high }), false));
      continue;
    }
    for (const key of group) {
      pageKeys.push(asked(tree.pages.getAllKeys(IDBKeyRange.lowerBound(key), 1)));
      if (hasTail) tails.push(findRecords(tree.tail, IDBKeyRange.only(key), false));
    }
  }
  for (const bounds of plan.ranges) {
    pageKeys.push(pagesFrom(tree, bounds));
    tails.push(findRecords(tree.tail, keyRange(bounds), false));
  }
  const [pages, tail] = await Promise.all([Promise.all(pageKeys), Promise.all(tails)]);
  const unique = new Map(pages.flat().map((raw) => [JSON.stringify(raw), toPageKey(raw)]));
  const items = tail.flat().flatMap((record) => tailItem(tree, record, onDamaged));
  return {
    pages: [...unique.values()].sort((a, b) => compareKey(a.last, b.last)),
    tail: new Map(items.map((item) => [JSON.stringify(item.key), item])),
  };
}

/** The pages that end within the bounds, and the next one. New rows come after all of theirs: mostly it is that one. */
async function pagesFrom({ pages }: Tree, bounds: Bounds): Promise<IDBValidKey[]> {
  const next = await asked(pages.getAllKeys(IDBKeyRange.lowerBound(bounds.low), 1));
  if (next[0] === undefined || !isWithin(toPageKey(next[0]).last, bounds)) return next;
  const found = [pages.getAllKeys(keyRange(bounds)), pages.getAllKeys(beyond(bounds.high), 1)];
  return (await Promise.all(found.map(asked))).flat();
}

/** What waits in the tail between the first and the last key of each group. */
async function tailOf({ tail }: Tree, groups: readonly Key[][]): Promise<FoundRecord[]> {
  const bounds = groups.map((group) => ({ low: group[0] as Key, high: group.at(-1) as Key }));
  const [first, last] = [bounds[0], bounds.at(-1)];
  if (first === undefined || last === undefined) return [];
  const any = await asked(tail.getAllKeys(keyRange({ low: first.low, high: last.high }), 1));
  if (any.length === 0) return [];
  return (await Promise.all(bounds.map((each) => findRecords(tail, keyRange(each), false)))).flat();
}

/** The pages that have to be read and rewritten, each with the puts that belong into it, and the puts that lie in none. */
function sortOut(tree: Tree, plan: Plan, pages: readonly PageKey[]) {
  const byPage = new Map<PageKey, Item[]>();
  const outside: Item[] = [];
  const coveringOf = walker(pages);
  for (const key of plan.deletes) {
    const page = coveringOf(key);
    if (page !== undefined) byPage.set(page, []);
  }
  for (const page of pages) if (plan.ranges.some((bounds) => overlaps(page, bounds))) byPage.set(page, []);
  const inside = new Map<PageKey, Item[]>();
  const coveringPut = walker(pages);
  for (const put of plan.puts) {
    const page = coveringPut(put.key);
    if (page === undefined) outside.push(put);
    else if (inside.has(page)) inside.get(page)?.push(put);
    else inside.set(page, [put]);
  }
  const lone: Item[] = [];
  for (const [page, puts] of inside) {
    if (byPage.has(page) || puts.length >= tree.shape.insideItems) byPage.set(page, puts);
    else lone.push(...puts);
  }
  for (const item of lone) writeTail(tree, item);
  return { byPage, outside };
}

/** Gives the page that a key lies in, for keys asked in order. */
function walker(pages: readonly PageKey[]): (key: Key) => PageKey | undefined {
  let next = 0;
  return (key) => {
    while (next < pages.length && compareKey((pages[next] as PageKey).last, key) < 0) next++;
    const page = pages[next];
    return page !== undefined && compareKey(page.first, key) <= 0 ? page : undefined;
  };
}

/** Writes the page anew, as several or none if need be. Gives what it lost. */
function rewrite(tree: Tree, plan: Plan, page: PageKey, items: Item[], puts: readonly Item[]): Item[] {
  const isRemoved = removedBy(plan);
  const replaced = new Set(puts.map(({ key }) => JSON.stringify(key)));
  const removed: Item[] = [];
  const kept: Item[] = [];
  for (const item of items) {
    const isReplaced = replaced.size > 0 && replaced.has(JSON.stringify(item.key));
    if (isReplaced || isRemoved(item.key)) removed.push(item);
    else kept.push(item);
  }
  if (removed.length === 0 && puts.length === 0 && items.length > 0) return removed;
  const texts = merged(kept, puts).map((item) => (item.json === undefined ? { ...item, json: textOf(item) } : item));
  const written = writePages(tree, texts, evenly(texts, tree.shape), page.raw);
  if (!written.some((key) => compareKey(key, page.raw) === 0)) tree.pages.delete(page.raw as IDBValidKey);
  return removed;
}

/** Whether the plan takes away what is stored under a key. */
function removedBy({ deletes, ranges }: Plan): (key: Key) => boolean {
  const ids = new Set(deletes.map((key) => JSON.stringify(key)));
  return (key) => ids.has(JSON.stringify(key)) || ranges.some((bounds) => isWithin(key, bounds));
}

function sortedKeys({ puts, deletes }: Plan): Key[] {
  const keys = puts.map(({ key }) => key);
  return deletes.length === 0 ? keys : [...keys, ...deletes].sort(compareKey);
}

function* grouped(keys: readonly Key[], sharedParts: number): Generator<Key[]> {
  let group: Key[] = [];
  for (const key of keys) {
    if (group[0] !== undefined && !hasSamePlace(group[0], key, sharedParts)) {
      yield group;
      group = [];
    }
    group.push(key);
  }
  if (group.length > 0) yield group;
}
