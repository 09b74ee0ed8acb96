import { expect, test } from 'vitest';
import { betterSqlite3 } from './better-sqlite3.ts';
import { nodeSqlite } from './node-sqlite.ts';
import { resultCodeIn } from './result-code.ts';
import { toStorageError } from './sqlite-error.ts';

test('[STO-26] a log that other processes change whenever it is looked at is storage/blocked, and a retry can help', () => {
  const blocked = { code: 'storage/blocked', retryable: true };
  const driver = { ...nodeSqlite, resultCode: (error: unknown) => resultCodeIn(String(error)) };
  expect(toStorageError(nodeSqlite, 'a.db', Object.assign(new Error(), { errcode: 15 }))).toMatchObject(blocked);
  expect(toStorageError(betterSqlite3, 'a.db', Object.assign(new Error(), { code: 'SQLITE_PROTOCOL' }))).toMatchObject(
    blocked,
  );
  expect(toStorageError(driver, 'a.db', new Error('locking protocol'))).toMatchObject(blocked);
});
