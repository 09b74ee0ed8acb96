import { join } from 'node:path';
import { expect, test } from 'vitest';
import { betterSqlite3 } from '../src/better-sqlite3.ts';
import type { Connection, Driver } from '../src/driver.ts';
import { nodeSqlite } from '../src/node-sqlite.ts';
import { sqliteStorage } from '../src/sqlite-storage.ts';
import { message, spec, testFolder } from './on-disk.ts';

const LEVELS: Readonly<Record<string, string>> = { 0: 'off', 1: 'normal', 2: 'full' };

/** A driver that notes the sync level at which each commit is made. */
function noting(driver: Driver, levels: string[]): Driver {
  return {
    ...driver,
    async open(path) {
      const db: Connection = await driver.open(path);
      const level = () => String(db.prepare('PRAGMA synchronous').get()?.['synchronous']);
      return {
        ...db,
        prepare(sql) {
          const statement = db.prepare(sql);
          if (sql !== 'COMMIT') return statement;
          return {
            ...statement,
            run() {
              levels.push(LEVELS[level()] ?? 'unknown');
              return statement.run();
            },
          };
        },
      };
    },
  };
}

for (const [name, driver] of Object.entries({ 'node:sqlite': nodeSqlite, 'better-sqlite3': betterSqlite3 })) {
  test(`[STO-22] a strict commit syncs the log (FULL), a relaxed one before or after it does not (${name})`, async () => {
    const levels: string[] = [];
    const storage = sqliteStorage(noting(driver, levels), join(testFolder(), 'a.db'));
    await storage.open(spec);
    await storage.commit([message(1)]);
    await storage.commit([message(2)], [], 'strict');
    await storage.commit([message(3)]);
    const failing = storage.commit([message(4)], [{ store: 'meta', key: ['none'], rev: 1 }], 'strict');
    expect(await failing).toBe(false);
    await storage.commit([message(5)]);
    expect(levels).toEqual(['normal', 'full', 'normal', 'full', 'normal']);
    await storage.close();
  });
}
