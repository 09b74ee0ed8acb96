import { TidemarkError } from '@tidemark/core';
import { asked } from './found-records.ts';
import { ENTRIES } from './plain-table.ts';
import type { HandleEvents, ObjectStoreDef, Shelf, Source } from './source.ts';

/** A database of our own. */
export function nativeSource(name: string, factory: IDBFactory, blockedTimeoutMs: number): Source {
  /** From the start: an open behind another one that is blocked gets no event at all. */
  function inTime<Result>(request: IDBRequest<Result>, onLate = () => {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(() => {
        onLate();
        const why = `Another tab, perhaps frozen, holds "${name}" open: close it, then try again.`;
        reject(new TidemarkError('storage/blocked', why, { name }));
      }, blockedTimeoutMs);
      asked(request)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  async function open(
    version: number | undefined,
    upgrade: (change: IDBTransaction, isNew: boolean) => boolean,
  ): Promise<IDBDatabase> {
    const request = factory.open(name, version);
    let isLate = false;
    request.onupgradeneeded = ({ oldVersion }) => {
      const change = request.transaction as IDBTransaction;
      if (isLate || !upgrade(change, oldVersion === 0)) change.abort();
    };
    return inTime(request, () => {
      isLate = true;
      // An opener that gave up must not hold a handle that it does not know of.
      request.onsuccess = () => request.result.close();
    });
  }

  function listen(db: IDBDatabase, { onAsked, onClosed }: HandleEvents): IDBDatabase {
    db.onversionchange = ({ newVersion }) => {
      db.close();
      onAsked(newVersion === null);
    };
    db.onclose = onClosed;
    return db;
  }

  return {
    name,

    async connect(missing, check, events) {
      const create = (change: IDBTransaction) => {
        for (const def of missing(shelfOf(change.db, change))) createStore(change, def);
        return true;
      };
      // Another tab may add stores between two looks: each round one of the openers gets on.
      for (let round = 0; ; round++) {
        const db = await open(undefined, create);
        const { version } = db;
        try {
          const isComplete = await check(db);
          if (isComplete || missing(shelfOf(db)).length === 0) return listen(db, events);
        } catch (error) {
          db.close();
          throw error;
        }
        db.close();
        try {
          return listen(await open(version + 1, create), events);
        } catch (error) {
          if ((error as Error).name !== 'VersionError' || round >= 10) throw error;
        }
      }
    },

    async reconnect(events) {
      let isGone = false;
      try {
        const refuse = (_: IDBTransaction, isNew: boolean) => {
          isGone = isNew;
          return false;
        };
        return listen(await open(undefined, refuse), events);
      } catch (error) {
        if (isGone) return undefined;
        throw error;
      }
    },

    checkForeign(found) {
      if (found.length === 0) return;
      const why = `The database "${name}" belongs to something else. It is left as it is: take another name.`;
      throw new TidemarkError('storage/corrupt', why, { where: name });
    },

    disconnect: (db) => db.close(),

    remove: async () => {
      await inTime(factory.deleteDatabase(name));
    },
  };
}

/** Rows carry their entries in any case: an index that is added takes them up. */
function createStore(change: IDBTransaction, { name, hasEntries }: ObjectStoreDef): void {
  const { db } = change;
  const store = db.objectStoreNames.contains(name) ? change.objectStore(name) : db.createObjectStore(name);
  if (hasEntries && !store.indexNames.contains(ENTRIES)) store.createIndex(ENTRIES, ENTRIES, { multiEntry: true });
}

/** What there is; indexes can be seen through a transaction only. */
export function shelfOf(db: IDBDatabase, change?: IDBTransaction): Shelf {
  const has = (name: string) => db.objectStoreNames.contains(name);
  const transaction = change ?? (db.objectStoreNames.length > 0 ? db.transaction([...db.objectStoreNames]) : undefined);
  return {
    has,
    hasIndex: (name) => has(name) && transaction?.objectStore(name).indexNames.contains(ENTRIES) === true,
  };
}
