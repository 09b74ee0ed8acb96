import type { Key, StoreDef } from '@tidemark/core';
import { type Catalog, namesOf } from './catalog.ts';
import { clusteredTable } from './clustered-table.ts';
import { entryShape, type Layout, rowShape } from './layout.ts';
import { plainTable } from './plain-table.ts';
import { type Encoded, fewNew } from './plan.ts';
import type { Table } from './tables.ts';
import type { Damaged, Tree } from './tree.ts';

/** Rows that were written and cannot be read: as if they were missing. The bounds are of primary keys. */
export interface DamagedRange {
  readonly store: string;
  /** Set when it is the index that lost entries; then the bounds are of entries, and the rows are there. */
  readonly index?: string | undefined;
  readonly from: Key;
  readonly to: Key;
}

/** The tables of one database. */
export interface Tables {
  /** The object stores that a transaction over this store needs. */
  namesFor(store: string, withEntries: boolean): readonly string[];
  /** Those that a commit of these changes needs. */
  namesToApply(store: string, changes: readonly Encoded[]): readonly string[];
  table(transaction: IDBTransaction, store: string): Table;
  rowTree(transaction: IDBTransaction, store: string): Tree;
  entryTree(transaction: IDBTransaction, store: string): Tree;
}

export interface TablesOptions {
  readonly catalog: Catalog;
  readonly prefix: string;
  readonly has: (name: string) => boolean;
  readonly layout: Layout;
  readonly onDamaged: (range: DamagedRange) => void;
  readonly onTail: (store: string, kind: 'rows' | 'entries', key: Key) => void;
}

export function openTables(defs: Iterable<StoreDef>, options: TablesOptions): Tables {
  const { catalog, prefix, has, layout, onDamaged, onTail } = options;
  const reported = new Set<string>();
  const clustered = new Set<string>();
  for (const { name } of defs) if (has(prefix + namesOf(name).tail)) clustered.add(name);

  const damagedIn = (store: string): Damaged => {
    return (kind, from, to) => {
      const range =
        kind === 'rows' ? { store, from, to } : { store, index: String(from[0]), from: from.slice(2), to: to.slice(2) };
      const id = JSON.stringify(range);
      if (reported.has(id)) return;
      reported.add(id);
      onDamaged(range);
    };
  };

  function tree(transaction: IDBTransaction, store: string, kind: 'rows' | 'entries'): Tree {
    const { rows, tail, entries, entriesTail } = namesOf(store);
    const open = (name: string) => transaction.objectStore(prefix + name);
    const keyArity = catalog.stores[store]?.keyArity ?? 1;
    const shape = kind === 'rows' ? rowShape(layout, keyArity) : entryShape(layout);
    const [pages, singles] = kind === 'rows' ? [rows, tail] : [entries, entriesTail];
    return {
      // Not every transaction has them: see `namesToApply`.
      get pages() {
        return open(pages);
      },
      tail: open(singles),
      shape,
      onTail: (key) => onTail(store, kind, key),
    };
  }

  function namesFor(store: string, withEntries: boolean): string[] {
    const { rows, tail, entries, entriesTail } = namesOf(store);
    const names = clustered.has(store) ? [rows, tail, ...(withEntries ? [entries, entriesTail] : [])] : [rows];
    return names.map((name) => prefix + name);
  }

  return {
    namesFor,
    namesToApply(store, changes) {
      const names = namesFor(store, true);
      const few = clustered.has(store) && fewNew(changes, layout);
      if (!few) return names;
      const [, tail, , entriesTail] = names as [string, string, string, string];
      return few.some(({ entries = [] }) => entries.length > 0) ? [tail, entriesTail] : [tail];
    },
    rowTree: (transaction, store) => tree(transaction, store, 'rows'),
    entryTree: (transaction, store) => tree(transaction, store, 'entries'),
    table(transaction, store) {
      const indexes = catalog.stores[store]?.indexes ?? {};
      if (!clustered.has(store)) return plainTable(transaction.objectStore(prefix + store), indexes, damagedIn(store));
      const entries = () => tree(transaction, store, 'entries');
      return clusteredTable(tree(transaction, store, 'rows'), entries, indexes, damagedIn(store), layout);
    },
  };
}
