import { DatabaseSync } from 'node:sqlite';
import type { StorageAdapter } from '@tidemark/core';
import { canBegin } from './can-begin.ts';
import type { Columns, Connection, Driver } from './driver.ts';
import { nodeFiles, removeFiles } from './node-files.ts';
import { type SqliteOptions, sqliteStorage } from './sqlite-storage.ts';

/**
 * Storage in the SQLite file at `path`, through the SQLite inside Node.
 *
 * @example
 * const client = await createClient({ storage: sqlite('./crew.db'), transport, auth });
 */
export function sqlite(path: string, options?: SqliteOptions): StorageAdapter {
  return sqliteStorage(nodeSqlite, path, options);
}

/** The SQLite inside Node. */
export const nodeSqlite: Driver = {
  open: (path) => connectionOf(new DatabaseSync(path)),

  remove: removeFiles,
  files: nodeFiles,

  resultCode(error) {
    const { errcode } = error as { errcode?: unknown };
    return typeof errcode === 'number' ? errcode : undefined;
  },
};

/** A handle of Node's, as a driver gives it. */
export function connectionOf(db: DatabaseSync): Connection {
  return {
    exec: (sql) => db.exec(sql),
    prepare(sql) {
      const statement = db.prepare(sql);
      return {
        run: (...params) => Number(statement.run(...params).changes),
        get: (...params) => statement.get(...params) as Columns | undefined,
        all: (...params) => statement.all(...params) as Columns[],
      };
    },
    isInTransaction: () => (db.isTransaction as boolean | undefined) ?? !canBegin((sql) => db.exec(sql)),
    close: () => db.close(),
  };
}
