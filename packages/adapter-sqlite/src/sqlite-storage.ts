import {
  type Change,
  checkCommit,
  checkReads,
  type Guard,
  invalidRequest,
  type Read,
  type StorageAdapter,
  storesOf,
  TidemarkError,
} from '@tidemark/core';
import { openOrReplace } from './damage/open-or-replace.ts';
import { asideOf } from './damage/set-aside.ts';
import type { Driver } from './driver.ts';
import type { Handle, SqliteOptions } from './handle.ts';
import { RESULT_CODES } from './result-code.ts';
import { toStorageError } from './sqlite-error.ts';
import { isEmpty, type Table } from './table.ts';

export type { SqliteOptions } from './handle.ts';

/**
 * Storage in the SQLite file at `path`, through any driver. Several processes may open one file. A relaxed commit
 * survives the death of the process, a strict one also the loss of power. Opening rejects with `storage/corrupt`,
 * `storage/version`, `storage/blocked` or `storage/unavailable`, and leaves a file it cannot use as it was.
 */
export function sqliteStorage(driver: Driver, path: string, options: SqliteOptions = {}): StorageAdapter {
  if (path === '' || path.startsWith(':memory:')) {
    throw new TidemarkError('options/invalid', 'sqlite() needs a file; for data in memory use memoryStorage().', {
      option: 'path',
      found: path,
    });
  }
  let handle: Handle | undefined;

  function open(): Handle {
    if (handle === undefined) throw new TidemarkError('storage/closed', `"${path}" is not open.`, { name: path });
    return handle;
  }

  /** SQLite works synchronously; its errors leave here with codes of ours. */
  function translated<Result>(act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      const found = toStorageError(driver, path, error);
      if (found.code === 'storage/corrupt') setAside();
      throw found;
    }
  }

  /** The memory of the core no longer fits what is on disk, so this handle ends; the next `open` carries on. */
  function setAside(): void {
    const { files } = driver;
    if (handle === undefined || files === undefined || options.onDamaged === undefined) return;
    try {
      release();
    } catch {
      // A damaged file may refuse to be closed in order.
    }
    try {
      files.move(path, asideOf(path));
    } catch {
      // Somebody else holds it. It is found damaged again.
    }
  }

  function release(): void {
    const closing = handle;
    handle = undefined;
    closing?.db.close();
  }

  return {
    capabilities: { durable: true, shared: driver.isOwner ? 'owner' : 'concurrent' },

    async open(spec) {
      if (handle !== undefined) throw invalidRequest(`"${path}" is open already`);
      const stores = storesOf(spec);
      handle = await openOrReplace(driver, path, stores, options);
    },

    async read(requests) {
      const { db, stores, tables, begin, end } = open();
      checkReads(stores, requests);
      const ask = () => requests.map((request) => answer(tables.get(request.store) as Table, request));
      return translated(() => {
        if (requests.length === 1 && !needsSnapshot(requests[0] as Read)) return ask();
        begin.run();
        try {
          return ask();
        } finally {
          if (db.isInTransaction()) end.run();
        }
      });
    },

    async commit(changes, guards = [], durability = 'relaxed') {
      const opened = open();
      checkCommit(opened.stores, changes, guards);
      return translated(() => {
        const attempt = () =>
          durability === 'strict' ? strictly(opened, changes, guards) : apply(opened, changes, guards);
        try {
          return attempt();
        } catch (error) {
          if (driver.resultCode(error) !== RESULT_CODES.SQLITE_FULL) throw error;
          // The log may hold what has room in the file: move it there, which empties the log, and try once more.
          opened.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
          return attempt();
        }
      });
    },

    async usage() {
      const { db } = open();
      return translated(() => ({
        bytes: (pragma(db, 'page_count') - pragma(db, 'freelist_count')) * pragma(db, 'page_size'),
      }));
    },

    async close() {
      translated(release);
    },

    async destroy() {
      // Other openers find their tables gone, rather than write into a file that nobody will ever see.
      if (handle !== undefined) dropTables(handle);
      translated(release);
      const { files } = driver;
      if (files?.exists(asideOf(path))) await driver.remove(asideOf(path));
      await Promise.resolve(driver.remove(path)).catch((error: unknown) => {
        throw toStorageError(driver, path, error);
      });
    },
  };
}

function needsSnapshot(read: Read): boolean {
  return 'get' in read && read.get.length > 1;
}

function answer(table: Table, read: Read): unknown {
  if ('get' in read) return table.get(read.get);
  return 'count' in read ? table.count(read) : table.range(read);
}

/**
 * With NORMAL, commits reach the log but the log is not synced; with FULL, COMMIT returns after the fsync of the log,
 * which also makes durable whatever relaxed commits stand before it. The level can change between transactions only.
 */
function strictly(handle: Handle, changes: readonly Change[], guards: readonly Guard[]): boolean {
  handle.db.exec('PRAGMA synchronous = FULL');
  try {
    return apply(handle, changes, guards);
  } finally {
    handle.db.exec('PRAGMA synchronous = NORMAL');
  }
}

function apply({ db, tables, beginWrite, end }: Handle, changes: readonly Change[], guards: readonly Guard[]): boolean {
  // What is sent one by one: the statement is the transaction.
  const [first] = changes;
  if (changes.length === 1 && guards.length === 0 && first && 'put' in first && isEmpty(first.put.keys)) {
    if ((tables.get(first.store) as Table).add(first.put)) return true;
  }
  beginWrite.run();
  try {
    const held = guards.every((guard) => (tables.get(guard.store) as Table).revOf(guard.key) === guard.rev);
    if (held) for (const change of changes) applyChange(tables.get(change.store) as Table, change);
    end.run();
    return held;
  } catch (error) {
    // A full disk rolls back by itself.
    if (db.isInTransaction()) db.exec('ROLLBACK');
    throw error;
  }
}

function applyChange(table: Table, change: Change): void {
  if ('put' in change) table.put(change.put);
  else if ('delete' in change) table.delete(change.delete);
  else if ('deleteRange' in change) table.deleteRange(change.deleteRange);
  else table.clear();
}

function pragma(db: Handle['db'], name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function dropTables({ db }: Handle): void {
  try {
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    db.exec('BEGIN IMMEDIATE');
    for (const { name } of names) db.exec(`DROP TABLE "${name}"`);
    db.exec('COMMIT');
  } catch {
    // A full disk or a damaged file: removing it is what remains.
    if (db.isInTransaction()) db.exec('ROLLBACK');
  }
}
