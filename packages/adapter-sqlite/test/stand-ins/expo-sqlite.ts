import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Param } from '../../src/driver.ts';
import type { ExpoDatabase, ExpoResult, ExpoSqlite } from '../../src/expo.ts';
import { removeFiles } from '../../src/node-files.ts';
import { resultCodeOf } from '../../src/result-code.ts';

/** `expo-sqlite`, as its sources (57.0.3) do it, on better-sqlite3. */
export const expoStandIn: ExpoSqlite = {
  openDatabaseSync(name, _options, directory = '.') {
    const db = told(() => new Database(join(directory, name), { timeout: 0 }));
    return {
      execSync: (source) =>
        void told(
          () => db.exec(source),
          (message) => message,
        ),
      prepareSync(source) {
        const statement = told(() => db.prepare(source));
        let underWay: IterableIterator<unknown> | undefined;
        return {
          executeSync: <Row>(params: Param[]) => {
            underWay?.return?.();
            const bound = params.map(asBound);
            if (!statement.reader) {
              const { changes } = told(() => statement.run(...bound));
              return result<Row>(changes, [], () => {});
            }
            const rows = told(() => statement.iterate(...bound));
            underWay = rows;
            return result<Row>(0, rows as Iterable<Row>, () => rows.return?.());
          },
        };
      },
      isInTransactionSync: () => db.inTransaction,
      closeSync: () => void db.close(),
    } satisfies ExpoDatabase;
  },

  deleteDatabaseSync(name, directory = '.') {
    const path = join(directory, name);
    if (!existsSync(path)) throw new Error(`Database '${name}' not found`);
    removeFiles(path);
  },
};

function result<Row>(changes: number, rows: Iterable<Row>, reset: () => void): ExpoResult<Row> {
  return {
    changes,
    getFirstSync() {
      for (const row of told(() => rows)) return row;
      return null;
    },
    getAllSync: () => told(() => [...rows]),
    resetSync: reset,
  };
}

/** On iOS empty bytes become NULL. */
function asBound(param: Param): Param {
  return param instanceof Uint8Array && param.length === 0 ? null : param;
}

/** expo-sqlite tells the number of an error, or from `execSync` its words alone. */
function told<Value>(act: () => Value, words?: (message: string) => string): Value {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === undefined) throw error;
    const number = resultCodeOf(code) & 0xff;
    throw new Error(words === undefined ? `Error code ${number}: ${message}` : words(message));
  }
}
