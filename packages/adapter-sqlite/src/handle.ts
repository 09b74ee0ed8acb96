import type { Stores } from '@tidemark/core';
import { APPLICATION_ID, addMissing } from './catalog.ts';
import { checkOurs } from './check-ours.ts';
import type { DamageReport } from './damage/damage-report.ts';
import type { Connection, Driver, Statement } from './driver.ts';
import { RESULT_CODES } from './result-code.ts';
import { toStorageError } from './sqlite-error.ts';
import { createTable, type Table } from './table.ts';

export interface SqliteOptions {
  /** How long a call waits, blocking, for another process to finish a commit. Default 5,000. */
  readonly busyTimeoutMs?: number | undefined;
  /**
   * Lets a database of ours that is damaged inside be replaced, and is told what became of it. What is found damaged is
   * moved beside; the next `open` begins anew with the outbox that could be read. Without it, damage is refused.
   */
  readonly onDamaged?: ((report: DamageReport) => void) | undefined;
}

/** An open file, checked to be ours, with every store and index that was asked for. */
export interface Handle {
  readonly db: Connection;
  readonly stores: Stores;
  readonly tables: ReadonlyMap<string, Table>;
  readonly begin: Statement;
  readonly beginWrite: Statement;
  readonly end: Statement;
}

export async function openHandle(
  driver: Driver,
  path: string,
  stores: Stores,
  { busyTimeoutMs = 5000 }: SqliteOptions,
): Promise<Handle> {
  let db: Connection | undefined;
  try {
    db = await driver.open(path);
    db.exec(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
    checkOurs(db, path);
    await useLog(driver, db, busyTimeoutMs);
    // On macOS fsync leaves data in the drive's cache; elsewhere these two mean nothing.
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    // The commit that fills the log moves it into the file, and waits for that: a fourth as often as by default.
    db.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -8000');
    addMissing(db, stores.values());
    const opened = db;
    return {
      db,
      stores,
      tables: new Map([...stores.keys()].map((name) => [name, createTable(opened, name)])),
      begin: db.prepare('BEGIN'),
      beginWrite: db.prepare('BEGIN IMMEDIATE'),
      end: db.prepare('COMMIT'),
    };
  } catch (error) {
    db?.close();
    throw toStorageError(driver, path, error);
  }
}

/** Whether the file says it is ours, whatever else is wrong with it. */
export async function isOurs(driver: Driver, path: string): Promise<boolean> {
  let db: Connection | undefined;
  try {
    db = await driver.open(path);
    return Number(db.prepare('PRAGMA application_id').get()?.['application_id']) === APPLICATION_ID;
  } catch {
    return false;
  } finally {
    db?.close();
  }
}

/**
 * Write-ahead log: readers and a writer do not wait for one another. The switch needs the file alone for a moment and
 * does not wait for it, so processes that open a new file at once try again.
 */
async function useLog(driver: Driver, db: Connection, busyTimeoutMs: number): Promise<void> {
  db.exec('PRAGMA busy_timeout = 0');
  for (let left = Math.ceil(busyTimeoutMs / 10); ; left--) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      break;
    } catch (error) {
      if (((driver.resultCode(error) ?? 0) & 0xff) !== RESULT_CODES.SQLITE_BUSY || left <= 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  db.exec(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
}
