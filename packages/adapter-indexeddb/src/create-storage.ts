import {
  checkCommit,
  checkReads,
  invalidRequest,
  type Read,
  type StorageAdapter,
  type Stores,
  storesOf,
  TidemarkError,
} from '@tidemark/core';
import { type Connection, connect } from './connection.ts';
import { toStorageError } from './engine-error.ts';
import { createEstimate, type Estimate } from './estimate.ts';
import { createFolder, type Folder } from './folder.ts';
import { isApplied } from './is-applied.ts';
import { DEFAULT_LAYOUT, type Layout } from './layout.ts';
import { type DamagedRange, openTables, type Tables } from './open-tables.ts';
import { encodeChange } from './plan.ts';
import type { Source } from './source.ts';
import type { Table } from './tables.ts';
import { createTwin } from './twin.ts';

export interface StorageOptions {
  /** Told when the database is not the one that was here before: the browser or the user deleted it. */
  readonly onLost?: ((error: TidemarkError<'storage/corrupt'>) => void) | undefined;
  /** Told, once each, of rows that were written and cannot be read. They are as if missing; the others are there. */
  readonly onDamaged?: ((range: DamagedRange) => void) | undefined;
  /** How long after the last commit, at least, single rows are folded into pages: at most twice that. Default 1,000. */
  readonly foldAfterMs?: number | undefined;
}

interface Opened {
  readonly stores: Stores;
  readonly connection: Connection;
  readonly tables: Tables;
  readonly folder: Folder;
  readonly estimate: Estimate;
}

/** The storage contract over the object stores of a source whose names begin with `prefix`. */
export function createStorage(
  source: () => Source,
  name: string,
  prefix: string,
  { onLost = raise, onDamaged = () => {}, foldAfterMs = 1000 }: StorageOptions,
  layout: Layout = DEFAULT_LAYOUT,
): StorageAdapter {
  let opened: Opened | undefined;
  let isOpening = false;

  function open(): Opened {
    if (opened === undefined) throw new TidemarkError('storage/closed', `"${name}" is not open.`, { name });
    return opened;
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    closing?.folder.stop();
    await closing?.connection.close();
  }

  return {
    capabilities: { durable: true, shared: 'concurrent' },

    async open(spec) {
      if (opened !== undefined || isOpening) throw invalidRequest(`"${name}" is open already`);
      const stores = storesOf(spec);
      isOpening = true;
      try {
        const connection = await connect({ source: source(), prefix, twin: createTwin(name), spec, stores, onLost });
        const folder = createFolder(connection, () => tables, layout, foldAfterMs);
        const tables = openTables(stores.values(), {
          catalog: connection.catalog,
          prefix,
          has: connection.has,
          layout,
          onDamaged,
          onTail: folder.note,
        });
        opened = { stores, connection, tables, folder, estimate: createEstimate() };
      } catch (error) {
        throw toStorageError(name, error);
      } finally {
        isOpening = false;
      }
    },

    async read(requests) {
      const { stores, connection, tables } = open();
      checkReads(stores, requests);
      if (requests.length === 0) return [];
      const names = requests.flatMap((read) =>
        tables.namesFor(read.store, 'index' in read && read.index !== undefined),
      );
      return connection.run([...new Set(names)], 'readonly', 'relaxed', (transaction) => {
        return Promise.all(requests.map((read) => answer(tables.table(transaction, read.store), read)));
      });
    },

    async commit(changes, guards = [], durability = 'relaxed') {
      const { stores, connection, tables, folder, estimate } = open();
      checkCommit(stores, changes, guards);
      if (changes.length === 0 && guards.length === 0) return true;
      const byStore = grouped(changes, encodeChange);
      const guarded = grouped(guards, (guard) => guard);
      const names = new Set([...byStore].flatMap(([store, each]) => tables.namesToApply(store, each)));
      for (const store of guarded.keys()) for (const each of tables.namesFor(store, false)) names.add(each);
      folder.postpone();
      for (const each of byStore.values()) estimate.add(each);
      return connection.run(
        [...names],
        'readwrite',
        durability,
        async (transaction) => {
          const table = (store: string) => tables.table(transaction, store);
          const held = await Promise.all([...guarded].map(([store, each]) => table(store).holds(each)));
          if (!held.every(Boolean)) return false;
          await Promise.all([...byStore].map(([store, each]) => table(store).apply(each)));
          return true;
        },
        (transaction) => isApplied((store) => tables.table(transaction, store), byStore),
      );
    },

    async usage() {
      const { stores, connection, tables, estimate } = open();
      const names = [...stores.keys()].flatMap((store) => tables.namesFor(store, true));
      return estimate.usage((work) => connection.run(names, 'readonly', 'relaxed', work));
    },

    close,

    async destroy() {
      await close();
      createTwin(name).remove();
      try {
        await source().remove();
      } catch (error) {
        throw toStorageError(name, error);
      }
    },
  };
}

/** Never silent: without a listener it is an uncaught error. */
function raise(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function answer(table: Table, read: Read): Promise<unknown> {
  if ('get' in read) return table.get(read.get);
  return 'count' in read ? table.count(read) : table.range(read);
}

function grouped<Each extends { readonly store: string }, As>(
  all: readonly Each[],
  as: (each: Each) => As,
): Map<string, As[]> {
  const groups = new Map<string, As[]>();
  for (const each of all) {
    const group = groups.get(each.store);
    if (group) group.push(as(each));
    else groups.set(each.store, [as(each)]);
  }
  return groups;
}
