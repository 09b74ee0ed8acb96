import { compareKey } from './key-order.ts';
import type { Upgrade } from './migrate.ts';
import type { Change, Key, StorageAdapter, Stored } from './storage-adapter.ts';

/** A step from one schema version to the next: what becomes of each row of a store. */
export interface Migration {
  /** The schema version this belongs to. Several steps may. */
  readonly to: number;
  readonly store: string;
  /**
   * The changes for a row as it may be found, none when it is as it should be. A row that a change puts further on is
   * visited again, so it must want none then.
   */
  readonly change: (row: Stored) => readonly Change[];
}

const BATCH_ROWS = 200;

/**
 * An upgrade row by row, in batches that each commit with the place they came to, so that a process that dies goes on
 * where it was. `migrations`: every step there ever was, by version; only ever added to at the end, since databases know
 * where they are by number.
 */
export function inSteps(migrations: readonly Migration[]): Upgrade {
  return async (adapter, { version: found, migrating }, version) => {
    const step = migrating?.step ?? migrations.findIndex(({ to }) => to > found);
    const migration = migrations[step];
    if (migration === undefined) return undefined;
    // What is half done is marked first, so that no older release opens it.
    if (migrating === undefined) return { changes: [], state: { version, migrating: { step } } };
    const rows = await batch(adapter, migration.store, migrating.after);
    const last = rows.at(-1);
    const next = last ? { step, after: last.key } : { step: step + 1 };
    return { changes: rows.flatMap(migration.change), state: { version, migrating: next } };
  };
}

async function batch(adapter: StorageAdapter, store: string, after: Key | undefined): Promise<readonly Stored[]> {
  const read = { store, limit: BATCH_ROWS + 1, ...(after && { from: after }) };
  const [rows] = (await adapter.read([read])) as [readonly Stored[]];
  return rows.filter(({ key }) => !after || compareKey(key, after) > 0).slice(0, BATCH_ROWS);
}
