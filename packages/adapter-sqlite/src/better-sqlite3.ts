import type { StorageAdapter } from '@tidemark/core';
import Database from 'better-sqlite3';
import type { Columns, Driver } from './driver.ts';
import { nodeFiles, removeFiles } from './node-files.ts';
import { resultCodeOf } from './result-code.ts';
import { type SqliteOptions, sqliteStorage } from './sqlite-storage.ts';

/** Storage in the SQLite file at `path`, through the better-sqlite3 package. */
export function sqlite(path: string, options?: SqliteOptions): StorageAdapter {
  return sqliteStorage(betterSqlite3, path, options);
}

/** The better-sqlite3 package. */
export const betterSqlite3: Driver = {
  open(path) {
    // The adapter sets the busy timeout that counts.
    const db = new Database(path, { timeout: 1000 });
    return {
      exec: (sql) => void db.exec(sql),
      prepare(sql) {
        const statement = db.prepare(sql);
        return {
          run: (...params) => statement.run(...params).changes,
          get: (...params) => statement.get(...params) as Columns | undefined,
          all: (...params) => statement.all(...params) as Columns[],
        };
      },
      isInTransaction: () => db.inTransaction,
      close: () => void db.close(),
    };
  },

  remove: removeFiles,
  files: nodeFiles,

  resultCode(error) {
    const { code } = error as { code?: unknown };
    return typeof code === 'string' ? resultCodeOf(code) : undefined;
  },
};
