import type { Durability, OpenSpec, Stores, TidemarkError } from '@tidemark/core';
import { CATALOG, type Catalog, checkCatalog, extendCatalog, lacks, missingStores, readCatalog } from './catalog.ts';
import { isDeadHandle, lostDatabase, toStorageError } from './engine-error.ts';
import type { HandleEvents, Source } from './source.ts';
import { transact } from './transact.ts';
import { compareTwin, type Twin } from './twin.ts';

export type Work<Result> = (transaction: IDBTransaction) => Promise<Result>;

/** A handle that is replaced when it dies. */
export interface Connection {
  readonly catalog: Catalog;
  /** Whether there was an object store of this name when it was opened. */
  readonly has: (name: string) => boolean;
  /**
   * One transaction; on a new handle and once more, when the handle turns out to be dead. Before that `onReplay` looks
   * through all stores whether there is an answer already.
   */
  run<Result>(
    stores: readonly string[],
    mode: IDBTransactionMode & ('readonly' | 'readwrite'),
    durability: Durability,
    work: Work<Result>,
    onReplay?: Work<Result | undefined>,
  ): Promise<Result>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly source: Source;
  readonly prefix: string;
  readonly twin: Twin;
  readonly spec: OpenSpec;
  readonly stores: Stores;
  readonly onLost: (error: TidemarkError<'storage/corrupt'>) => void;
}

export async function connect({ source, prefix, twin, spec, stores, onLost }: ConnectionOptions): Promise<Connection> {
  const { name } = source;
  const defs = [...stores.values()];
  const underWay = new Set<Promise<unknown>>();
  let handle: IDBDatabase | undefined;
  let reopening: Promise<IDBDatabase> | undefined;
  let lost: TidemarkError | undefined;

  const events: HandleEvents = {
    onAsked(isDeletion) {
      // The next call opens again, at whatever version there is then.
      handle = undefined;
      if (!isDeletion) spec.onStale?.();
    },
    onClosed() {
      handle = undefined;
    },
  };

  let before: Catalog | undefined;
  async function check(db: IDBDatabase): Promise<boolean> {
    const names = db.objectStoreNames;
    if (!names.contains(prefix + CATALOG)) {
      source.checkForeign(names);
      return false;
    }
    before = await readCatalog(db, prefix);
    checkCatalog(before, defs, name);
    return before !== undefined && !lacks(before, defs);
  }

  handle = await source.connect((shelf) => missingStores(defs, prefix, shelf), check, events);
  const catalog = await complete(handle);

  async function complete(db: IDBDatabase): Promise<Catalog> {
    if (before !== undefined && !lacks(before, defs)) return before;
    try {
      return await extendCatalog(db, prefix, defs, name);
    } catch (error) {
      source.disconnect(db);
      throw error;
    }
  }

  const found = handle.objectStoreNames;
  const compared = compareTwin(twin, catalog.id, before === undefined, () => onLost(lostDatabase(name)));

  async function reopen(): Promise<IDBDatabase> {
    const db = await source.reconnect(events);
    const isThere = db?.objectStoreNames.contains(prefix + CATALOG) === true;
    if (db === undefined || !isThere || (await readCatalog(db, prefix))?.id !== catalog.id) {
      // What the core holds in memory belongs to the database that is gone: no call may succeed in the new one.
      if (db !== undefined) source.disconnect(db);
      const error = lostDatabase(name);
      lost = error;
      onLost(error);
      throw error;
    }
    return db;
  }

  function live(): Promise<IDBDatabase> {
    reopening ??= reopen()
      .then((db) => {
        handle = db;
        return db;
      })
      .finally(() => {
        reopening = undefined;
      });
    return reopening;
  }

  async function attempt<Result>(act: (db: IDBDatabase, isReplay: boolean) => Promise<Result>): Promise<Result> {
    if (lost !== undefined) throw lost;
    const first = handle;
    try {
      // Not awaited when there is a handle, so that transactions begin in the order of the calls.
      return await act(first ?? (await live()), false);
    } catch (error) {
      if (!isDeadHandle(error)) throw error;
      if (handle !== undefined && handle === first) {
        source.disconnect(handle);
        handle = undefined;
      }
    }
    return act(handle ?? (await live()), true);
  }

  return {
    catalog,
    has: (each) => found.contains(each),

    run(names, mode, durability, work, onReplay) {
      const result = attempt(async (db, isReplay) => {
        if (isReplay && onReplay !== undefined) {
          const already = await transact(db, [...db.objectStoreNames], 'readonly', durability, onReplay);
          if (already !== undefined) return already;
        }
        return transact(db, names, mode, durability, work);
      }).catch((error: unknown) => {
        throw toStorageError(name, error);
      });
      const settled: Promise<unknown> = result.then(ignore, ignore).then(() => underWay.delete(settled));
      underWay.add(settled);
      return result;
    },

    async close() {
      compared();
      while (underWay.size > 0) await Promise.all(underWay);
      if (handle !== undefined) source.disconnect(handle);
      handle = undefined;
    },
  };
}

function ignore(): void {}
