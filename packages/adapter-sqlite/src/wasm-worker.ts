import { type StorageAdapter, TidemarkError } from '@tidemark/core';
import { type StoragePort, serveStorage } from '@tidemark/core/worker';
import { sqliteStorage } from './sqlite-storage.ts';
import { opfsDriver } from './wasm/opfs-driver.ts';
import { showLife } from './wasm/worker-life.ts';

export interface WasmOptions {
  /** How long opening waits for another tab that has the database open. Default 5,000. */
  readonly busyTimeoutMs?: number | undefined;
}

/**
 * Makes this worker the place of a database: call it first thing in the worker's file.
 *
 * @example
 * // storage.worker.ts
 * serveSqlite('crew.db');
 */
export function serveSqlite(path: string, options?: WasmOptions): void {
  const scope = globalThis as unknown as StoragePort;
  showLife(scope);
  serveStorage(scope, opfsSqlite(path, options));
}

/** Storage in a SQLite file of this origin, for code that runs in a worker itself. One opener at a time. */
export function opfsSqlite(path: string, { busyTimeoutMs = 5000 }: WasmOptions = {}): StorageAdapter {
  if (path.includes('/')) {
    const message = 'A database of the origin has a name, no folders.';
    throw new TidemarkError('options/invalid', message, { option: 'path', found: path });
  }
  return sqliteStorage(opfsDriver(busyTimeoutMs), path, { busyTimeoutMs });
}
