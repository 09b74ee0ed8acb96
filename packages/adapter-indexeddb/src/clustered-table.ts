import { compareKey, type Key, type Stored } from '@tidemark/core';
import { type Bounds, boundsOf, isWithin } from './bounds.ts';
import type { Layout } from './layout.ts';
import { inIndex, stored } from './plain-table.ts';
import { fewNew, planOf } from './plan.ts';
import { countTree, lookUp, readTree } from './read-tree.ts';
import { type Item, revOf, toStored } from './row-code.ts';
import type { Table } from './tables.ts';
import { type Damaged, merged, type Tree } from './tree.ts';
import { byText, findMarkers, followPages, inOrder, itemEntries, waitingEntries } from './unindexed.ts';
import { locate, writeAt, writeTail, writeTree } from './write-tree.ts';

/** Rows in pages, and the entries of all our indexes in pages of their own, as `[index, arity, ...entry, ...key]`. */
export function clusteredTable(
  rows: Tree,
  entries: () => Tree,
  indexes: Readonly<Record<string, number>>,
  onDamaged: Damaged,
  layout: Layout,
): Table {
  async function items(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = await lookUp(rows, keys, onDamaged);
    return keys.map((key) => found.get(JSON.stringify(key)));
  }

  /** The entries of pages that wait to be indexed. */
  async function waiting(tree: Tree, bounds: Bounds): Promise<Item[]> {
    const markers = await findMarkers(tree);
    if (markers.length === 0) return [];
    // Left by a session that ended, perhaps: nobody else would see to them.
    tree.onTail?.([0]);
    return (await waitingEntries(rows, markers, onDamaged)).filter(({ key }) => isWithin(key, bounds));
  }

  async function readIndex(tree: Tree, bounds: Bounds, isReverse: boolean, limit: number | undefined): Promise<Item[]> {
    const [indexed, late] = await Promise.all([
      readTree(tree, bounds, isReverse, limit, onDamaged),
      waiting(tree, bounds),
    ]);
    if (late.length === 0) return indexed;
    const all = isReverse ? merged(indexed.reverse(), late).reverse() : merged(indexed, late);
    return all.slice(0, limit);
  }

  return {
    get: async (keys) => fresh((await items(keys)).map(stored)),

    async range({ index, reverse = false, limit, ...asked }) {
      const bounds = boundsOf(index === undefined ? asked : inIndex(index, indexes, asked));
      if (bounds === undefined) return [];
      if (index === undefined) return (await readTree(rows, bounds, reverse, limit, onDamaged)).map(toStored);
      const found = await readIndex(entries(), bounds, reverse, limit);
      const keys = found.map(({ key }) => key.slice(2 + (indexes[index] as number)));
      return fresh((await items(keys)).map(stored)).filter((row) => row !== undefined);
    },

    async count({ index, ...asked }) {
      const bounds = boundsOf(index === undefined ? asked : inIndex(index, indexes, asked));
      if (bounds === undefined) return 0;
      if (index === undefined) return countTree(rows, bounds, onDamaged);
      const tree = entries();
      const [count, late] = await Promise.all([countTree(tree, bounds, onDamaged), waiting(tree, bounds)]);
      return late.length === 0 ? count : (await readIndex(tree, bounds, false, undefined)).length;
    },

    async holds(guards) {
      const found = await items(guards.map(({ key }) => key));
      return guards.every(({ rev }, i) => revOf(found[i]) === rev);
    },

    async apply(changes) {
      const few = fewNew(changes, layout);
      if (few) {
        for (const put of few) {
          writeTail(rows, put);
          for (const entry of itemEntries(put)) writeTail(entries(), entry);
        }
        return;
      }
      const plan = planOf(changes);
      const { isCleared, puts } = plan;
      const tree = entries();
      const isBatch = puts.length >= tree.shape.batchItems;
      const pageLog = followPages(tree, isBatch);
      const added = (items: readonly Item[]) => {
        return { isCleared, ranges: [], deletes: [], puts: inOrder(items.flatMap(itemEntries)) };
      };
      // Both at once: an answer that is asked for behind the rows' pages would wait until those are written.
      const early = isBatch ? undefined : added(puts);
      const [rowPlaces, entryPlaces] = await Promise.all([
        locate(rows, plan, onDamaged),
        early && locate(tree, early, onDamaged),
      ]);
      const removed = await writeAt({ ...rows, pageLog }, plan, rowPlaces, onDamaged);
      // Rows in pages that wait have no entries in the tree.
      const now = puts.filter((put) => !pageLog.has(put));
      const all = early !== undefined && now.length === puts.length ? early : added(now);
      if (removed.length > 0) await writeTree(tree, { ...all, ...difference(removed, all.puts) }, onDamaged);
      else if (entryPlaces) await writeAt(tree, all, entryPlaces, onDamaged);
      else if (isCleared || all.puts.length > 0) await writeTree(tree, all, onDamaged);
      pageLog.end();
    },
  };
}

/** The entries that are new and those that are gone, when rows with these are put in place of the removed. */
function difference(removed: readonly Item[], added: readonly Item[]): { puts: Item[]; deletes: Key[] } {
  const old = byText(removed.flatMap(itemEntries));
  const kept = byText(added);
  const puts = [...kept].flatMap(([text, entry]) => (old.has(text) ? [] : entry));
  const deletes = [...old].flatMap(([text, { key }]) => (kept.has(text) ? [] : [key]));
  return { puts, deletes: deletes.sort(compareKey) };
}

/** A row that is given twice is given as two objects, so that a reader may write to one. */
function fresh(rows: readonly (Stored | undefined)[]): (Stored | undefined)[] {
  const seen = new Set<unknown>();
  return rows.map((row) => {
    const isSeen = row !== undefined && seen.has(row.body);
    if (typeof row?.body === 'object') seen.add(row.body);
    return isSeen ? structuredClone(row) : row;
  });
}
