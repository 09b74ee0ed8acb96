import { expect, test, vi } from 'vitest';
import { turn } from '../test-support/turn.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';
import { openAndRead, openLocalDb } from './local-db.ts';
import { memoryStorage } from './memory-adapter.ts';
import { SCHEMA_VERSION, STORES } from './schema.ts';
import type { Change } from './storage-adapter.ts';

const metaRow = (name: string, body: unknown): Change => ({
  store: 'meta',
  put: { key: [name], rev: 1, keys: {}, body },
});
const open = (storage = memoryStorage()) => openLocalDb(storage, () => {});

test('[LDB-7] the first open writes the schema version, a later one finds it and writes nothing', async () => {
  const storage = watchedStorage();
  const first = await open(storage);
  expect(await first.get('meta', [['schema'], ['none']])).toMatchObject([
    { body: { version: SCHEMA_VERSION } },
    undefined,
  ]);
  await first.close();
  await open(storage);
  expect(storage.commits).toHaveLength(1);
});

test('[LDB-7] a later open reads once, whatever the start needs', async () => {
  const storage = memoryStorage();
  const first = await open(storage);
  await first.commit([{ store: 'meta', put: { key: ['device'], rev: 0, keys: {}, body: { id: 'd1' } } }]);
  await first.close();
  const read = vi.spyOn(storage, 'read');
  const reads = [{ store: 'meta', get: [['device']] }, { store: 'outbox' }] as const;
  const { db, answers } = await openAndRead(storage, () => {}, reads);
  expect(answers).toMatchObject([[{ body: { id: 'd1' } }], []]);
  expect(read).toHaveBeenCalledOnce();
  await db.close();
});

test('[LDB-8] a database of a newer release is refused, closed, and left as it was', async () => {
  const storage = watchedStorage();
  await storage.open({ name: 'tidemark', stores: STORES });
  await storage.commit([metaRow('schema', { version: SCHEMA_VERSION + 1 }), metaRow('mine', { kept: true })]);
  await storage.close();
  const details = { found: SCHEMA_VERSION + 1, supported: SCHEMA_VERSION };
  await expect(open(storage)).rejects.toMatchObject({ code: 'storage/version', retryable: false, details });
  expect(storage.commits).toHaveLength(1);
  await storage.open({ name: 'tidemark', stores: STORES });
  const [rows] = await storage.read([{ store: 'meta' }]);
  expect(rows).toMatchObject([{ body: { kept: true } }, { body: { version: details.found } }]);
});

test('[LDB-8] a storage that cannot be read while opening is closed again', async () => {
  const storage = memoryStorage();
  const failure = new Error('disk');
  const broken = { ...storage, read: () => Promise.reject(failure) };
  await expect(open(broken)).rejects.toBe(failure);
  await expect(storage.read([])).rejects.toMatchObject({ code: 'storage/closed' });
});

test('[LDB-5] close waits for the commits asked for, and refuses later ones', async () => {
  const storage = watchedStorage();
  const db = await open(storage);
  storage.hold();
  const ends: string[] = [];
  const saved = db.commit([metaRow('a', {})]).then(() => ends.push('saved'));
  const closed = db.close().then(() => ends.push('closed'));
  await turn();
  expect(ends).toEqual([]);
  storage.release();
  await Promise.all([saved, closed]);
  expect(ends).toEqual(['saved', 'closed']);
  await expect(db.commit([metaRow('b', {})])).rejects.toMatchObject({ code: 'storage/closed' });
});

test('[LDB-3] what the feed tells can be read', async () => {
  const db = await open();
  const seen: unknown[] = [];
  db.feed.subscribe(() => seen.push(db.range({ store: 'meta', prefix: ['a'] })));
  await db.commit([metaRow('a', { n: 1 })]);
  expect(await seen[0]).toMatchObject([{ body: { n: 1 } }]);
});
