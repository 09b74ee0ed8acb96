import { TidemarkError } from '@tidemark/core';
import type { Dexie } from 'dexie';
import { shelfOf } from './native-source.ts';
import { ENTRIES } from './plain-table.ts';
import type { HandleEvents, MissingStores, Shelf, Source } from './source.ts';

/**
 * Below every version an app can have: tables declared here are in all its versions. An upgrade of the app would drop
 * tables that its versions do not name.
 */
const BELOW_ALL = 0.1;

/** The app's own Dexie database, with tables of ours beside the app's. */
export function dexieSource(db: Dexie, prefix: string): Source {
  async function open(): Promise<IDBDatabase> {
    await db.open();
    return db.backendDB();
  }

  function listen(handle: IDBDatabase, { onAsked, onClosed }: HandleEvents): IDBDatabase {
    // Dexie closes the handle by itself, and opens another when it is asked to.
    handle.addEventListener('versionchange', ({ newVersion }) => onAsked(newVersion === null));
    handle.addEventListener('close', onClosed);
    return handle;
  }

  /** Dexie declares tables while it is closed. */
  function declare(missing: MissingStores): void {
    const declared = new Map(db.tables.map(({ name, schema }) => [name, schema]));
    const shelf: Shelf = {
      has: (name) => declared.has(name),
      hasIndex: (name) => declared.get(name)?.indexes.some((index) => index.name === ENTRIES) === true,
    };
    const wanted = missing(shelf);
    if (wanted.length === 0) return;
    db.close({ disableAutoOpen: false });
    // ',': keys are given with the record; '*': an entry for each element.
    db.version(BELOW_ALL).stores(
      Object.fromEntries(wanted.map((def) => [def.name, def.hasEntries ? `,*${ENTRIES}` : ''])),
    );
  }

  return {
    name: db.name,

    async connect(missing, check, events) {
      declare(missing);
      const handle = await open();
      const isComplete = await check(handle);
      if (isComplete || missing(shelfOf(handle)).length === 0) return listen(handle, events);
      throw new TidemarkError(
        'storage/unavailable',
        `The Dexie database "${db.name}" has no tables "${prefix}…". Declare its own tables with db.version(…).stores(…) first.`,
        { name: db.name },
      );
    },

    reconnect: async (events) => listen(await open(), events),

    // The tables of an app may be anything.
    checkForeign: () => {},

    // The handle is the app's.
    disconnect: () => {},

    async remove() {
      const handle = await open();
      const names = [...handle.objectStoreNames].filter((name) => name.startsWith(prefix));
      if (names.length === 0) return;
      const transaction = handle.transaction(names, 'readwrite');
      for (const name of names) transaction.objectStore(name).clear();
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
    },
  };
}
