import type { SAHPoolUtil, Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { TidemarkError } from '@tidemark/core';
import type { Columns, Connection, Driver } from '../driver.ts';
import { RESULT_CODES } from '../result-code.ts';
import { loadSqlite } from './load-sqlite.ts';

interface Pool {
  readonly sqlite: Sqlite3Static;
  readonly files: SAHPoolUtil;
}

/**
 * SQLite compiled to WebAssembly, on the private files of the origin, inside a worker. One opener at a time among all
 * tabs: a Web Lock keeps the others out, so that they do not each get half of the files.
 */
export function opfsDriver(waitMs: number): Driver {
  const pools = new Map<string, Promise<Pool>>();
  let lastFileError: unknown;

  async function install(path: string): Promise<Pool> {
    const sqlite = await loadSqlite((error) => {
      lastFileError = error;
    });
    const options = {
      name: `tidemark-${path}`,
      directory: `.tidemark/${path}`,
      // Otherwise a failure to open removes the data.
      preserveOnInitFailure: true,
      // Its published types lack this one.
      forceReinitIfPreviouslyFailed: true,
    };
    const files = await sqlite.installOpfsSAHPoolVfs(options);
    return { sqlite, files };
  }

  async function poolOf(path: string): Promise<Pool> {
    const found = pools.get(path) ?? install(path);
    pools.set(path, found);
    try {
      const pool = await found;
      await pool.files.unpauseVfs();
      return pool;
    } catch (error) {
      pools.delete(path);
      throw error;
    }
  }

  return {
    isOwner: true,

    async open(path) {
      const release = await hold(path, waitMs);
      try {
        const pool = await poolOf(path);
        return connect(pool, path, release);
      } catch (error) {
        release();
        throw error;
      }
    },

    async remove(path) {
      const release = await hold(path, waitMs);
      try {
        const { files } = await poolOf(path);
        pools.delete(path);
        await files.removeVfs();
      } finally {
        release();
      }
    },

    resultCode(error) {
      const { resultCode, name } = error as { readonly resultCode?: unknown; readonly name?: unknown };
      const failure = lastFileError;
      lastFileError = undefined;
      if (name === 'QuotaExceededError') return RESULT_CODES.SQLITE_FULL;
      if (typeof resultCode !== 'number') return undefined;
      // SQLite knows that a file could not be written, the browser knows why.
      return isQuota(failure) ? RESULT_CODES.SQLITE_FULL : resultCode;
    },
  };
}

/** Some browsers throw beyond the quota; Chromium writes less than it was asked to. */
function isQuota(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  return failure.name === 'QuotaExceededError' || failure.message.includes('write() failure');
}

/** Waits for the only place of this database among all tabs. Returns the function that gives it up. */
async function hold(path: string, waitMs: number): Promise<() => void> {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((resolve, reject) => {
    const signal = AbortSignal.timeout(waitMs);
    const granted = () => {
      resolve();
      return held;
    };
    navigator.locks.request(`tidemark-sqlite:${path}`, { signal }, granted).catch((cause: unknown) => {
      const message = `Another tab has "${path}" open. Use it there, or wait until it is closed.`;
      reject(new TidemarkError('storage/blocked', message, { name: path }, { cause, retryable: true }));
    });
  });
  return release;
}

function connect({ sqlite, files }: Pool, path: string, release: () => void): Connection {
  const db = new files.OpfsSAHPoolDb(`/${path}`);
  // There is no shared memory for a log here; one opener alone keeps it in its own, and must say so before it reads.
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  return {
    exec: (sql) => void db.exec(sql),
    prepare(sql) {
      const statement = db.prepare(sql);
      const columns = statement.columnCount > 0 ? statement.getColumnNames() : [];
      const row = (): Columns => {
        const values = statement.get([]);
        return Object.fromEntries(columns.map((name, i) => [name, values[i]])) as Columns;
      };
      const run = <Result>(params: readonly unknown[], take: () => Result): Result => {
        try {
          if (params.length > 0) statement.bind(params as never);
          return take();
        } finally {
          statement.reset();
        }
      };
      return {
        run: (...params) =>
          run(params, () => {
            statement.step();
            return Number(db.changes());
          }),
        get: (...params) => run(params, () => (statement.step() ? row() : undefined)),
        all: (...params) =>
          run(params, () => {
            const rows: Columns[] = [];
            while (statement.step()) rows.push(row());
            return rows;
          }),
      };
    },
    isInTransaction: () => sqlite.capi.sqlite3_get_autocommit(db.pointer as never) === 0,
    close() {
      db.close();
      // Gives the files to whoever opens next.
      files.pauseVfs();
      release();
    },
  };
}
