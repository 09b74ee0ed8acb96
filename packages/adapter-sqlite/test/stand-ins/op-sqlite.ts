import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Param } from '../../src/driver.ts';
import { removeFiles } from '../../src/node-files.ts';
import type { OpSqlite } from '../../src/op.ts';

/** `@op-engineering/op-sqlite`, as its sources (18.2.5) do it, on better-sqlite3. */
export const opStandIn: OpSqlite = {
  open({ name, location = '.' }) {
    const path = join(location, name);
    const db = told(() => new Database(path, { timeout: 0 }));
    return {
      executeSync: (query) => void told(() => db.exec(query)),
      prepareStatement(query) {
        const statement = told(() => db.prepare(query));
        let bound: readonly Param[] = [];
        return {
          bindSync(params) {
            bound = params;
          },
          executeSync: () =>
            told(() => {
              if (!statement.reader) return { rowsAffected: statement.run(...bound).changes, rows: [] };
              return { rowsAffected: 0, rows: (statement.all(...bound) as object[]).map(asHostObject) };
            }),
        };
      },
      close: () => void db.close(),
      delete() {
        db.close();
        removeFiles(path);
      },
    };
  },
};

/** Bytes are handed out as ArrayBuffer. */
function asHostObject(row: object): Record<string, unknown> {
  const columns = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? new Uint8Array(value).buffer : value,
  ]);
  return Object.fromEntries(columns);
}

/** op-sqlite passes on SQLite's words, without a number. */
function told<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw new Error(`[op-sqlite] sqlite query error: ${(error as Error).message}`);
  }
}
