import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StorageAdapter, Stored } from '@tidemark/core';
import { describe, expect, test } from 'vitest';
import { betterSqlite3 } from '../src/better-sqlite3.ts';
import type { DamageReport } from '../src/damage/damage-report.ts';
import type { Driver } from '../src/driver.ts';
import { nodeSqlite } from '../src/node-sqlite.ts';
import { sqliteStorage } from '../src/sqlite-storage.ts';
import { damage, damageSpec, metaRow, op, pagesOf } from './damaged-file.ts';
import { message, testFolder } from './on-disk.ts';

const outbox = async (storage: StorageAdapter) => {
  const [rows] = (await storage.read([{ store: 'outbox' }])) as [Stored[]];
  return rows.map(({ key }) => key.join(' '));
};
const refused = { code: 'storage/corrupt' };

/** A database of 3 lanes with 600 ops each, and messages; closed. */
async function filled(driver: Driver): Promise<{ path: string; reports: DamageReport[]; storage: StorageAdapter }> {
  const path = join(testFolder(), 'crew.db');
  const reports: DamageReport[] = [];
  const storage = sqliteStorage(driver, path, { onDamaged: (report) => reports.push(report) });
  await storage.open(damageSpec);
  const ops = ['conversation:a', 'conversation:b', 'user:me'].flatMap((lane) =>
    Array.from({ length: 600 }, (_, n) => op(lane, n)),
  );
  await storage.commit([...ops, ...['schema', 'device', 'user', 'list'].map(metaRow)]);
  await storage.commit(Array.from({ length: 500 }, (_, n) => message(n)));
  await storage.close();
  return { path, reports, storage };
}

/** Opens, meets the damage, and opens again. */
async function replaced(storage: StorageAdapter): Promise<void> {
  await storage.open(damageSpec);
  await expect(storage.read([{ store: 'outbox' }, { store: 'messages' }])).rejects.toMatchObject(refused);
  await expect(storage.read([{ store: 'meta' }])).rejects.toMatchObject({ code: 'storage/closed' });
  await storage.open(damageSpec);
}

describe.each([
  ['node:sqlite', nodeSqlite],
  ['better-sqlite3', betterSqlite3],
])('%s', (_, driver) => {
  test('[SQL-4] damage that a read meets sets the file aside; the next open begins anew with the whole outbox', async () => {
    const { path, reports, storage } = await filled(driver);
    const [first] = pagesOf(path, 'messages');
    damage(path, first ? [first] : []);
    await replaced(storage);
    expect(reports).toEqual([
      { path, quarantinedPath: `${path}.damaged-1`, salvaged: { outbox: 1800, meta: 3 }, lost: [] },
    ]);
    expect(await outbox(storage)).toHaveLength(1800);
    const [messages, entries, meta] = await storage.read([
      { store: 'messages', count: true },
      { store: 'outbox', index: 'op', count: true },
      { store: 'meta' },
    ]);
    expect([messages, entries, (meta as Stored[]).map(({ key }) => key[0])]).toEqual([
      0,
      1800,
      ['device', 'schema', 'user'],
    ]);
    await storage.close();
    expect(existsSync(`${path}.damaged-1`)).toBe(true);
  });

  test('[SQL-5] of a damaged outbox every row is saved that does not stand on a damaged page', async () => {
    for (const hit of [[0], [3], [2, 9], [0, 4, 5, 6, 11], [1, 3, 5, 7, 9, 11, 13]]) {
      const { path, reports, storage } = await filled(driver);
      const pages = pagesOf(path, 'outbox').filter((_page, i, all) => hit.some((n) => n === i || n === all.length - i));
      damage(path, pages);
      await replaced(storage);
      const lost = pages.reduce((sum, { cells }) => sum + cells, 0);
      expect(lost).toBeGreaterThan(0);
      expect(reports).toMatchObject([{ salvaged: { outbox: 1800 - lost }, lost: ['outbox'] }]);
      expect(new Set(await outbox(storage)).size).toBe(1800 - lost);
      await storage.close();
    }
  });

  test('[SQL-5] large ops, ops not yet folded in from the log, and numbers of every size are read as they were', async () => {
    const path = join(testFolder(), 'crew.db');
    const storage = sqliteStorage(driver, path, { onDamaged: () => {} });
    await storage.open(damageSpec);
    const odd = [-1, 2 ** 40, -(2 ** 30), 70_000, 1, 0].map((rev, n) => ({
      store: 'outbox',
      put: { key: ['odd', n], rev, keys: {}, body: n % 2 ? 'é\u{1f600}'.repeat(n * 4000) : { n } },
    }));
    const bytes = { store: 'outbox', put: { key: ['raw', 0], rev: 1, keys: {}, body: new Uint8Array(9000).fill(7) } };
    await storage.commit([...odd, bytes, ...Array.from({ length: 300 }, (_, n) => message(n))]);
    const before = await storage.read([{ store: 'outbox' }]);
    // A second opener keeps the log from being folded in at close.
    const other = sqliteStorage(driver, path);
    await other.open(damageSpec);
    await storage.commit([op('late', 1)]);
    expect(existsSync(`${path}-wal`)).toBe(true);
    renameSync(path, `${path}.damaged`);
    renameSync(`${path}-wal`, `${path}.damaged-wal`);
    renameSync(`${path}-shm`, `${path}.damaged-shm`);
    await other.close();
    await storage.close();
    await storage.open(damageSpec);
    const [rows] = (await storage.read([{ store: 'outbox' }])) as [Stored[]];
    expect(rows.filter(({ key }) => key[0] !== 'late')).toEqual(before[0]);
    expect(rows).toHaveLength(8);
    await storage.close();
  });

  test('[SQL-5] with its root gone nothing of an outbox is left, and that is told', async () => {
    const { path, reports, storage } = await filled(driver);
    damage(path, pagesOf(path, 'outbox', 'internal'));
    await replaced(storage);
    expect(reports).toMatchObject([{ salvaged: { outbox: 0, meta: 3 }, lost: ['outbox'] }]);
    expect(readdirSync(join(path, '..'))).toContain('crew.db.damaged-1');
    await storage.close();
  });

  test('[SQL-4] damage that opening meets is replaced too, and each damaged file is kept', async () => {
    const { path, reports, storage } = await filled(driver);
    for (const n of [1, 2]) {
      damage(path, pagesOf(path, 'tidemark_stores'));
      await storage.open(damageSpec);
      expect(reports.at(-1)).toMatchObject({ quarantinedPath: `${path}.damaged-${n}`, salvaged: { outbox: 1800 } });
      await storage.close();
    }
    expect(existsSync(`${path}.damaged-1`) && existsSync(`${path}.damaged-2`)).toBe(true);
  });

  test('[SQL-6] a process that dies while it replaces loses nothing: the next one does it again', async () => {
    const { path, reports, storage } = await filled(driver);
    // Dead right after the file was set aside.
    renameSync(path, `${path}.damaged`);
    const careless = sqliteStorage(driver, path);
    await expect(careless.open(damageSpec)).rejects.toMatchObject(refused);
    expect(existsSync(path)).toBe(false);
    await storage.open(damageSpec);
    await storage.close();
    expect(reports).toMatchObject([{ salvaged: { outbox: 1800 } }]);
    // Dead between the commit of the outbox and the last move.
    renameSync(`${path}.damaged-1`, `${path}.damaged`);
    await storage.open(damageSpec);
    expect(reports).toHaveLength(2);
    expect(await outbox(storage)).toHaveLength(1800);
    await storage.close();
  });

  test('[SQL-7] what is not ours, or not known to be, is refused and left as it was, also with onDamaged', async () => {
    const { path, reports, storage } = await filled(driver);
    const header = readFileSync(path).fill(0, 0, 4096);
    for (const bytes of [header, Buffer.from('no database at all, but a letter. '.repeat(300))]) {
      writeFileSync(path, bytes);
      await expect(storage.open(damageSpec)).rejects.toMatchObject(refused);
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
    expect(readdirSync(join(path, '..'))).toEqual(['crew.db']);
    expect(reports).toEqual([]);
  });

  test('[SQL-7] without onDamaged a damaged database stays where it is', async () => {
    const { path } = await filled(driver);
    damage(path, pagesOf(path, 'messages').slice(0, 1));
    const storage = sqliteStorage(driver, path);
    await storage.open(damageSpec);
    await expect(storage.read([{ store: 'messages' }])).rejects.toMatchObject(refused);
    expect(await outbox(storage)).toHaveLength(1800);
    await storage.close();
    expect(readdirSync(join(path, '..'))).toEqual(['crew.db']);
  });
});
