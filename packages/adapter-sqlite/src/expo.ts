import type { StorageAdapter } from '@tidemark/core';
import type { Columns, Driver, Param } from './driver.ts';
import { resultCodeIn } from './result-code.ts';
import { type SqliteOptions, sqliteStorage } from './sqlite-storage.ts';

/** The part of `expo-sqlite` that is used here, in the words of its published types (57). */
export interface ExpoSqlite {
  openDatabaseSync(name: string, options?: { useNewConnection?: boolean }, directory?: string): ExpoDatabase;
  deleteDatabaseSync(name: string, directory?: string): void;
}

export interface ExpoDatabase {
  execSync(source: string): void;
  prepareSync(source: string): ExpoStatement;
  isInTransactionSync(): boolean;
  closeSync(): void;
}

export interface ExpoStatement {
  executeSync<Row>(params: Param[]): ExpoResult<Row>;
}

export interface ExpoResult<Row> {
  readonly changes: number;
  getFirstSync(): Row | null;
  getAllSync(): Row[];
  resetSync(): void;
}

export interface ExpoOptions extends SqliteOptions {
  /** The folder of the database. Default: expo-sqlite's own. */
  readonly directory?: string | undefined;
}

/**
 * Storage in a database of `expo-sqlite`, which the app hands over.
 *
 * @example
 * import * as SQLite from 'expo-sqlite';
 * const storage = sqlite(SQLite, 'crew.db');
 */
export function sqlite(expo: ExpoSqlite, name: string, options: ExpoOptions = {}): StorageAdapter {
  return sqliteStorage(expoSqlite(expo, options.directory), name, options);
}

/** `expo-sqlite`, by its synchronous calls. */
export function expoSqlite(expo: ExpoSqlite, directory?: string): Driver {
  return {
    open(name) {
      // expo-sqlite shares one connection by name otherwise, and with it the transaction.
      const db = expo.openDatabaseSync(name, { useNewConnection: true }, directory);
      return {
        exec: (sql) => db.execSync(sql),
        prepare(sql) {
          const statements = new Map<string, ExpoStatement>();
          /** A statement that is not reset stays under way, and no commit gets past it. */
          function execute<Result>(params: readonly Param[], take: (result: ExpoResult<Columns>) => Result): Result {
            const text = withEmptyBytes(sql, params);
            const statement = statements.get(text) ?? db.prepareSync(text);
            statements.set(text, statement);
            const result = statement.executeSync<Columns>(params.filter((param) => !isEmptyBytes(param)));
            try {
              return take(result);
            } finally {
              result.resetSync();
            }
          }
          // Errors of SQL are told here, as by other engines.
          statements.set(sql, db.prepareSync(sql));
          return {
            run: (...params) => execute(params, ({ changes }) => changes),
            get: (...params) => execute(params, (result) => result.getFirstSync() ?? undefined),
            all: (...params) => execute(params, (result) => result.getAllSync()),
          };
        },
        isInTransaction: () => db.isInTransactionSync(),
        close: () => db.closeSync(),
      };
    },

    remove(name) {
      try {
        expo.deleteDatabaseSync(name, directory);
      } catch (error) {
        if (!String(error).includes('not found')) throw error;
      }
    },

    resultCode: (error) => (error instanceof Error ? resultCodeIn(error.message) : undefined),
  };
}

/** expo-sqlite binds empty bytes as NULL on iOS, so they are written into the statement. */
function withEmptyBytes(sql: string, params: readonly Param[]): string {
  if (!params.some(isEmptyBytes)) return sql;
  let n = 0;
  return sql.replace(/\?/g, () => (isEmptyBytes(params[n++]) ? "x''" : '?'));
}

function isEmptyBytes(param: Param | undefined): boolean {
  return param instanceof Uint8Array && param.length === 0;
}
