import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { StorageAdapter } from '@tidemark/core';
import { modelCheck, storageChecks } from '@tidemark/testing';
import { describe, expect, test } from 'vitest';
import type { Driver } from '../src/driver.ts';
import { sqlite as expo, expoSqlite } from '../src/expo.ts';
import { sqlite as op, opSqlite } from '../src/op.ts';
import { counts, message, smallDisk, spec, testFolder } from './on-disk.ts';
import { sqliteHarness } from './sqlite-harness.ts';
import { expoStandIn } from './stand-ins/expo-sqlite.ts';
import { opStandIn } from './stand-ins/op-sqlite.ts';

interface Subject {
  readonly open: (path: string, busyTimeoutMs?: number) => StorageAdapter;
  readonly driverIn: (folder: string) => Driver;
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'expo-sqlite, by a stand-in': {
    open: (path, busyTimeoutMs) => expo(expoStandIn, basename(path), { directory: dirname(path), busyTimeoutMs }),
    driverIn: (folder) => expoSqlite(expoStandIn, folder),
  },
  'op-sqlite, by a stand-in': {
    open: (path, busyTimeoutMs) => op(opStandIn, basename(path), { location: dirname(path), busyTimeoutMs }),
    driverIn: (folder) => opSqlite(opStandIn, { location: folder }),
  },
};

describe.each(Object.entries(SUBJECTS))('%s', (_, { open, driverIn }) => {
  const harness = sqliteHarness(open);
  const checks = [...storageChecks(harness), modelCheck(harness)];
  test('[SQL-1] has checks to pass', () => expect(checks.length).toBeGreaterThan(40));
  for (const { name, run } of checks) test(name, run);

  test('[SQL-2] the words of an error are enough to tell its code', async () => {
    const folder = testFolder();
    const path = join(folder, 'a.db');
    const storage = open(path, 20);
    await storage.open(spec);
    const other = await driverIn(folder).open('a.db');
    other.exec('BEGIN IMMEDIATE');
    await expect(storage.commit([message(1)])).rejects.toMatchObject({ code: 'storage/blocked', retryable: true });
    other.exec('ROLLBACK');
    other.close();
    expect(await storage.commit([message(1)])).toBe(true);
    await storage.close();
    writeFileSync(join(folder, 'b.db'), 'this is not a database, it is a letter. '.repeat(50));
    await expect(open(join(folder, 'b.db')).open(spec)).rejects.toMatchObject({ code: 'storage/corrupt' });
    const missing = open(join(folder, 'none', 'a.db'));
    await expect(missing.open(spec)).rejects.toMatchObject({ code: 'storage/unavailable' });
  });

  test('[SQL-2] a full disk is told by its words too, and nothing of the commit is kept', async () => {
    const disk = smallDisk('size=1m');
    if (disk === undefined) return;
    const storage = open(join(disk, 'a.db'));
    await storage.open(spec);
    const large = storage.commit(Array.from({ length: 300 }, (_, n) => message(n, 'x'.repeat(9_000))));
    await expect(large).rejects.toMatchObject({ code: 'storage/quota-exceeded', retryable: true });
    expect(await counts(storage)).toEqual([0, 0]);
    expect(await storage.commit([message(1)])).toBe(true);
    await storage.close();
  });
});
