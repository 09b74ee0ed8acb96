import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { betterSqlite3 } from '../src/better-sqlite3.ts';
import { nodeSqlite, sqlite } from '../src/node-sqlite.ts';
import { type SqliteOptions, sqliteStorage } from '../src/sqlite-storage.ts';
import { counts, message, smallDisk, spec, testFolder } from './on-disk.ts';

describe.each([
  ['node:sqlite', nodeSqlite],
  ['better-sqlite3', betterSqlite3],
])('%s', (_, driver) => {
  const open = (path: string, options?: SqliteOptions) => sqliteStorage(driver, path, options);

  test.each([
    ['a text', 'this is not a database, it is a letter. '.repeat(500)],
    ['a short text', 'hello'],
  ])('[STO-24] a file that is %s is refused and left as it was', async (_what, text) => {
    const folder = testFolder();
    writeFileSync(join(folder, 'a.db'), text);
    await expect(open(join(folder, 'a.db')).open(spec)).rejects.toMatchObject({
      code: 'storage/corrupt',
      retryable: false,
    });
    expect(readFileSync(join(folder, 'a.db'), 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['a.db']);
  });

  test('[STO-24] the database of another program is refused and left as it was', async () => {
    const path = join(testFolder(), 'a.db');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE messages (id INTEGER PRIMARY KEY)');
    other.close();
    const before = readFileSync(path);
    await expect(open(path).open(spec)).rejects.toMatchObject({ code: 'storage/corrupt' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('[STO-24] a database damaged inside is refused when the damage is read', async () => {
    const path = join(testFolder(), 'a.db');
    const storage = open(path);
    await storage.open(spec);
    await storage.commit(Array.from({ length: 2000 }, (_, n) => message(n)));
    await storage.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 8 * 4096));
    await storage.open(spec);
    await expect(counts(storage)).rejects.toMatchObject({ code: 'storage/corrupt' });
    await storage.close();
    await storage.destroy();
    await storage.open(spec);
    expect(await counts(storage)).toEqual([0, 0]);
    await storage.close();
  });

  test('[STO-25] a database with a newer layout is refused with its data kept', async () => {
    const path = join(testFolder(), 'a.db');
    const storage = open(path);
    await storage.open(spec);
    await storage.commit([message(1)]);
    await storage.close();
    const layout = (version: number) => {
      const db = new DatabaseSync(path);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
    };
    layout(7);
    const before = readFileSync(path);
    await expect(storage.open(spec)).rejects.toMatchObject({
      code: 'storage/version',
      details: { found: 7, supported: 1 },
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    layout(1);
    await storage.open(spec);
    expect(await counts(storage)).toEqual([1, 1]);
    await storage.close();
  });

  test('[STO-26] a missing folder, a folder and a read-only disk are storage/unavailable', async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'b.db'));
    const paths = [join(folder, 'missing', 'a.db'), join(folder, 'b.db')];
    const disk = smallDisk('size=1m,ro');
    if (disk !== undefined) paths.push(join(disk, 'a.db'));
    for (const path of paths)
      await expect(open(path).open(spec)).rejects.toMatchObject({ code: 'storage/unavailable' });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['b.db']));
  });

  test('[STO-26] a database held by another process is storage/blocked, and free again when that lets go', async () => {
    const path = join(testFolder(), 'a.db');
    const storage = open(path, { busyTimeoutMs: 20 });
    await storage.open(spec);
    // The same library: within one process the locks of another copy of SQLite are not seen.
    const other = await driver.open(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(storage.commit([message(1)])).rejects.toMatchObject({ code: 'storage/blocked', retryable: true });
    await expect(storage.commit([message(1)], [], 'strict')).rejects.toMatchObject({ code: 'storage/blocked' });
    expect(await counts(storage)).toEqual([0, 0]);
    other.exec('ROLLBACK');
    expect(await storage.commit([message(1)])).toBe(true);
    other.close();
    await storage.close();
  });

  test('[STO-26] opening a new file that another process holds is storage/blocked', async () => {
    const path = join(testFolder(), 'a.db');
    const other = await driver.open(path);
    other.exec('BEGIN EXCLUSIVE');
    const storage = open(path, { busyTimeoutMs: 20 });
    await expect(storage.open(spec)).rejects.toMatchObject({ code: 'storage/blocked', retryable: true });
    other.close();
    await storage.open(spec);
    await storage.close();
  });

  test('[STO-26] a handle whose database another opener destroyed is storage/unavailable', async () => {
    const path = join(testFolder(), 'a.db');
    const [one, two] = [open(path), open(path)];
    await one.open(spec);
    await two.open(spec);
    await two.destroy();
    await expect(one.commit([message(1)])).rejects.toMatchObject({ code: 'storage/unavailable' });
    await one.close();
  });
});

test('[STO-26] a path that is no file is refused', () => {
  for (const path of ['', ':memory:']) expect(() => sqlite(path)).toThrow(/options\/invalid/);
});
