import type { StorageAdapter } from '@tidemark/core';
import { canBegin } from './can-begin.ts';
import type { Columns, Driver, Param } from './driver.ts';
import { resultCodeIn } from './result-code.ts';
import { type SqliteOptions, sqliteStorage } from './sqlite-storage.ts';

/** The part of `@op-engineering/op-sqlite` that is used here, in the words of its published types (18). */
export interface OpSqlite {
  open(params: { name: string; location?: string; encryptionKey?: string }): OpDatabase;
}

export interface OpDatabase {
  executeSync(query: string): unknown;
  prepareStatement(query: string): OpStatement;
  close(): void;
  /** Closes and removes. */
  delete(): void;
}

export interface OpStatement {
  bindSync(params: Param[]): void;
  executeSync(): { rowsAffected: number; rows: Readonly<Record<string, unknown>>[] };
}

export interface OpOptions extends SqliteOptions {
  /** The folder of the database. Default: op-sqlite's own. */
  readonly location?: string | undefined;
  /** With an op-sqlite that is built on SQLCipher. */
  readonly encryptionKey?: string | undefined;
}

/**
 * Storage in a database of `@op-engineering/op-sqlite`, whose `open` the app hands over.
 *
 * @example
 * import { open } from '@op-engineering/op-sqlite';
 * const storage = sqlite({ open }, 'crew.db');
 */
export function sqlite(op: OpSqlite, name: string, options: OpOptions = {}): StorageAdapter {
  return sqliteStorage(opSqlite(op, options), name, options);
}

/** `@op-engineering/op-sqlite`, by its synchronous calls. */
export function opSqlite(op: OpSqlite, { location, encryptionKey }: OpOptions = {}): Driver {
  const open = (name: string): OpDatabase =>
    op.open({
      name,
      ...(location !== undefined && { location }),
      ...(encryptionKey !== undefined && { encryptionKey }),
    });
  return {
    open(name) {
      const db = open(name);
      return {
        exec: (sql) => void db.executeSync(sql),
        prepare(sql) {
          const statement = db.prepareStatement(sql);
          const execute = (params: readonly Param[]) => {
            if (params.length > 0) statement.bindSync([...params]);
            return statement.executeSync();
          };
          return {
            run: (...params) => execute(params).rowsAffected,
            get: (...params) => toColumns(execute(params).rows[0]),
            all: (...params) => execute(params).rows.map((row) => toColumns(row) as Columns),
          };
        },
        isInTransaction: () => !canBegin((sql) => db.executeSync(sql)),
        close: () => db.close(),
      };
    },

    // There is no removal without a handle; opening makes the file if it is missing.
    remove: (name) => open(name).delete(),

    resultCode: (error) => (error instanceof Error ? resultCodeIn(error.message) : undefined),
  };
}

/** Bytes come as ArrayBuffer, rows as objects of the host. */
function toColumns(row: Readonly<Record<string, unknown>> | undefined): Columns | undefined {
  if (row === undefined) return undefined;
  const columns = Object.keys(row).map((name) => {
    const value = row[name];
    return [name, value instanceof ArrayBuffer ? new Uint8Array(value) : value];
  });
  return Object.fromEntries(columns) as Columns;
}
