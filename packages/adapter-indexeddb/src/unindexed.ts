import { compareKey, type Key } from '@tidemark/core';
import { newId } from './catalog.ts';
import { type FoundRecord, findRecords } from './found-records.ts';
import { toPageKey } from './page-code.ts';
import { loadPage } from './read-tree.ts';
import { cellOf, entriesOf, type Item, type RowCell } from './row-code.ts';
import type { Damaged, PageLog, Tree } from './tree.ts';
import { writeTree } from './write-tree.ts';

/**
 * Pages of a big batch wait to be indexed until there is time. Which ones, a marker tells that is written with them: a
 * record of the entries' tail, before all indexes, under `[0, id]`, that lists their keys. Until then an index is read
 * together with what these pages hold.
 */
export async function findMarkers(entries: Tree, count?: number): Promise<FoundRecord[]> {
  return findRecords(entries.tail, IDBKeyRange.bound([0], [0, []]), false, count);
}

/** The entries of the rows in pages that wait, in order. */
export async function waitingEntries(rows: Tree, markers: readonly FoundRecord[], onDamaged: Damaged): Promise<Item[]> {
  const pages = markers.flatMap(({ value }) => value as IDBValidKey[]);
  const loaded = await Promise.all(pages.map((raw) => loadPage(rows, toPageKey(raw), onDamaged)));
  return inOrder(loaded.flat().flatMap(itemEntries));
}

/** Indexes pages that wait, of `count` batches. Gives whether there were any. */
export async function indexWaiting(rows: Tree, entries: Tree, count: number): Promise<boolean> {
  const markers = await findMarkers(entries, count);
  if (markers.length === 0) return false;
  const puts = await waitingEntries(rows, markers, () => {});
  for (const { key } of markers) entries.tail.delete(key);
  await writeTree(entries, { isCleared: false, ranges: [], deletes: [], puts }, () => {});
  return true;
}

/** Follows the pages of one commit: new ones wait if it is a batch, and what takes the place of one that waits does too. */
export interface Waiting extends PageLog {
  /** Whether the item lies in a page that waits. */
  has(item: Item): boolean;
  /** Writes the markers. */
  end(): void;
}

export function followPages(entries: Tree, isBatch: boolean): Waiting {
  const fresh: Key[] = [];
  const items = new Set<Item>();
  const changed = new Set<FoundRecord>();
  const markerOf = new Map<string, FoundRecord>();
  return {
    async before() {
      for (const marker of await findMarkers(entries))
        for (const page of marker.value as Key[]) markerOf.set(JSON.stringify(page), marker);
    },
    wrote(pages, written, replaced) {
      if (replaced === undefined) {
        if (!isBatch) return;
        fresh.push(...pages);
        for (const item of written) items.add(item);
        return;
      }
      const marker = markerOf.get(JSON.stringify(replaced));
      if (marker === undefined) return;
      for (const item of written) items.add(item);
      const list = marker.value as Key[];
      const at = list.findIndex((page) => compareKey(page, replaced) === 0);
      list.splice(at, 1, ...pages);
      changed.add(marker);
    },
    has: (item) => items.has(item),
    end() {
      if (fresh.length > 0) {
        entries.tail.put(fresh, [0, newId()]);
        entries.onTail?.([0]);
      }
      for (const { key, value } of changed) {
        if ((value as Key[]).length === 0) entries.tail.delete(key);
        else entries.tail.put(value, key);
      }
    },
  };
}

/** The entries of a row, each once. */
export function itemEntries(item: Item): Item[] {
  const entries = item.entries ?? entriesOf((cellOf(item) as RowCell)[1]);
  const found = entries.map((entry): Item => ({ key: [...entry, ...item.key] }));
  return found.length < 2 ? found : [...byText(found).values()];
}

export function byText(entries: readonly Item[]): Map<string, Item> {
  return new Map(entries.map((entry) => [JSON.stringify(entry.key), entry]));
}

export function inOrder(entries: Item[]): Item[] {
  const isSorted = entries.every(({ key }, i) => i === 0 || compareKey((entries[i - 1] as Item).key, key) < 0);
  return isSorted ? entries : entries.sort((a, b) => compareKey(a.key, b.key));
}
