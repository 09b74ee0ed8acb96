import { modelCheck, storageChecks } from '@tidemark/testing';
import { describe, test } from 'vitest';
import { sqlite as betterSqlite } from '../src/better-sqlite3.ts';
import { sqlite } from '../src/node-sqlite.ts';
import { sqliteHarness } from './sqlite-harness.ts';

for (const [driver, open] of Object.entries({ 'node:sqlite': sqlite, 'better-sqlite3': betterSqlite })) {
  describe(driver, () => {
    const harness = sqliteHarness(open);
    for (const { name, run } of [...storageChecks(harness), modelCheck(harness)]) test(name, run);
  });
}
