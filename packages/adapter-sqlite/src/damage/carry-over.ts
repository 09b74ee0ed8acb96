import type { Driver, DriverFiles } from '../driver.ts';
import type { Handle } from '../handle.ts';
import type { DamageReport } from './damage-report.ts';
import { readDamaged } from './read-damaged.ts';

/** Puts what can be read of the damaged database's precious rows into the open one, in one synced commit. */
export async function carryOver(
  driver: Driver,
  files: DriverFiles,
  damaged: string,
  { db, tables }: Handle,
): Promise<Pick<DamageReport, 'salvaged' | 'lost'>> {
  const found = await readDamaged(driver, files, damaged);
  db.exec('PRAGMA synchronous = FULL');
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const [store, { rows }] of found) for (const row of rows) tables.get(store)?.put(row);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isInTransaction()) db.exec('ROLLBACK');
    throw error;
  } finally {
    db.exec('PRAGMA synchronous = NORMAL');
  }
  const kept = [...found].filter(([store]) => tables.has(store));
  return {
    salvaged: Object.fromEntries(kept.map(([store, { rows }]) => [store, rows.length])),
    lost: kept.filter(([, { isWhole }]) => !isWhole).map(([store]) => store),
  };
}
