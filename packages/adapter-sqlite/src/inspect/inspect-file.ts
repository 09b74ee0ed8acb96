import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { TidemarkError } from '@tidemark/core';
import { inspectStored, type StoredInspection } from '@tidemark/core/inspect';
import { APPLICATION_ID, LAYOUT_VERSION } from '../catalog.ts';
import { checkOurs } from '../check-ours.ts';
import type { Connection } from '../driver.ts';
import { connectionOf, nodeSqlite } from '../node-sqlite.ts';
import { corrupt, toStorageError } from '../sqlite-error.ts';
import { createTable } from '../table.ts';

/** What a file holds. */
export interface FileInspection extends StoredInspection {
  readonly path: string;
  readonly layoutVersion: number;
  readonly bytes: number;
  /** Rows by store. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Reads a database without changing it; clients may have it open. Throws `storage/unavailable`, `storage/corrupt`,
 * `storage/version` or `storage/blocked`.
 */
export function inspectFile(path: string): FileInspection {
  if (!existsSync(path)) {
    const message = `There is no file "${path}". Name the file that the app gave to sqlite().`;
    throw new TidemarkError('storage/unavailable', message, { name: path });
  }
  // Who only reads cannot tidy up after itself, so where no client has the file open nothing is put beside it.
  if (existsSync(`${path}-wal`)) return readFile(path, path);
  const url = pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  const found = readFile(path, url);
  // A client came meanwhile, and may have written.
  return existsSync(`${path}-wal`) ? readFile(path, path) : found;
}

function readFile(path: string, from: string | URL): FileInspection {
  let db: Connection | undefined;
  try {
    db = connectionOf(new DatabaseSync(from, { readOnly: true, timeout: 5_000 }));
    checkOurs(db, path);
    // What a client would take for a new file, a tool takes for none.
    if (numberOf(db, 'PRAGMA application_id') !== APPLICATION_ID) throw corrupt(path, 'is no database of Tidemark');
    // One look at everything, whatever a client commits meanwhile.
    db.exec('BEGIN');
    return readAll(db, path);
  } catch (error) {
    throw toStorageError(nodeSqlite, path, error);
  } finally {
    db?.close();
  }
}

function readAll(db: Connection, path: string): FileInspection {
  const check = db.prepare('PRAGMA quick_check(1)').get();
  if (check?.['quick_check'] !== 'ok') throw corrupt(path, `is damaged (${String(Object.values(check ?? {})[0])})`);
  const stores = db
    .prepare('SELECT name FROM tidemark_stores ORDER BY name')
    .all()
    .map(({ name }) => String(name));
  const rowsOf = (store: string) => (stores.includes(store) ? createTable(db, store).range({ store }) : []);
  const stored = inspectStored({ meta: rowsOf('meta'), streams: rowsOf('streams'), outbox: rowsOf('outbox') });
  const counts = stores.map((store) => [store, createTable(db, store).count({ store, count: true })] as const);
  return {
    path,
    layoutVersion: LAYOUT_VERSION,
    bytes: numberOf(db, 'PRAGMA page_count') * numberOf(db, 'PRAGMA page_size'),
    rows: Object.fromEntries(counts),
    ...stored,
  };
}

const numberOf = (db: Connection, sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
