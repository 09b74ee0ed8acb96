import 'fake-indexeddb/auto';
import { createClient, type Read } from '@tidemark/core';
import { expect, test, vi } from 'vitest';
import { indexedDb, indexedDbWith } from '../src/indexed-db.ts';
import { DEFAULT_LAYOUT } from '../src/layout.ts';
import { SMALL_PAGES } from './storage-harness.ts';
import { damage, message, messages, ords, recordsOf, SPEC, until } from './stores.ts';

let n = 0;
const NEVER = 1e6;
const byId = (id: string) => ({ store: 'messages', index: 'id', prefix: [id] });

const STORES = ['messages', 'messages.tail', 'messages.entries', 'messages.entries.tail'];
const sizesOf = (name: string) => Promise.all(STORES.map(async (store) => (await recordsOf(name, store)).length));

test('[IDB-1] neighbours of one commit are kept about a hundred a record', async () => {
  const name = `layout-${++n}`;
  const storage = indexedDb(name, { foldAfterMs: NEVER });
  await storage.open(SPEC);
  await storage.commit(messages(1000));
  await storage.close();
  expect((await sizesOf(name)).slice(0, 2)).toEqual([10, 0]);
});

test('[IDB-1] so are messages that are sent at once, and each goes when it is taken back', async () => {
  const name = `layout-${++n}`;
  const transport = {
    connect: (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', reject)),
  };
  const client = await createClient({ storage: indexedDb(name), transport, auth: () => 'token', user: 'ann' });
  const texts = Array.from({ length: 200 }, (_, i) => `${i}`);
  const [first, second] = await Promise.all(texts.map((text) => client.messages.send('crew', { text })));
  expect((await recordsOf(name, 'outbox')).map(({ key }) => (key as unknown[]).at(-1))).toEqual([100, 100]);
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await client.messages.send('crew', { text: 'alone' });
  expect(transaction.mock.calls.map(([stores]) => stores)).toEqual([['outbox.tail']]);
  transaction.mockRestore();
  expect((await recordsOf(name, 'outbox.tail')).length).toBe(1);
  for (const sent of [first, second]) await client.outbox.cancel(sent?.id ?? '');
  expect((await recordsOf(name, 'outbox')).map(({ key }) => (key as unknown[]).at(-1))).toEqual([98, 100]);
  await client.close();
});

test('[IDB-22] pages of a batch wait to be indexed, found meanwhile, until a session has time for it', async () => {
  const name = `layout-${++n}`;
  const first = indexedDb(name, { foldAfterMs: NEVER });
  await first.open(SPEC);
  await first.commit(messages(1000));
  // Rewritten, it goes on waiting, with what was put into it.
  const again = { ...message(500, { rev: 2 }), keys: { id: [['id-500'], ['also-500']] } };
  await first.commit([
    { store: 'messages', put: again },
    { store: 'messages', delete: ['crew', 600] },
  ]);
  await first.close();
  // One marker.
  expect(await sizesOf(name)).toEqual([10, 0, 0, 1]);
  const second = indexedDb(name, { foldAfterMs: 5 });
  await second.open(SPEC);
  const asked: Read[] = [
    byId('id-500'),
    byId('also-500'),
    byId('id-600'),
    { store: 'messages', index: 'id', count: true },
  ];
  const found = await second.read(asked);
  expect(found).toEqual([[again], [again], [], 1000]);
  await vi.waitUntil(async () => (await sizesOf(name))[3] === 0, { timeout: 20_000 });
  expect(await sizesOf(name)).toEqual([10, 0, 5, 0]);
  expect(await second.read(asked)).toEqual(found);
  await second.close();
});

test('[IDB-22] what waits in one tab is indexed, rewritten and found by another', async () => {
  const name = `layout-${++n}`;
  const [one, other] = [indexedDb(name, { foldAfterMs: NEVER }), indexedDb(name, { foldAfterMs: 5 })];
  await Promise.all([one.open(SPEC), other.open(SPEC)]);
  await one.commit(messages(200));
  await other.commit([{ store: 'messages', delete: ['crew', 150] }]);
  expect(await one.read([byId('id-150'), byId('id-151')])).toEqual([[], [message(151)]]);
  await one.commit([{ store: 'messages', put: { ...message(151), keys: { id: [['moved']] } } }]);
  await one.commit(messages(100, 201));
  expect(await other.read([byId('id-151'), byId('id-250')])).toEqual([[], [message(250)]]);
  const isMarker = ({ key }: { key: IDBValidKey }) => (key as unknown[])[0] === 0;
  await vi.waitUntil(async () => !(await recordsOf(name, 'messages.entries.tail')).some(isMarker), {
    timeout: 20_000,
  });
  expect(await one.read([byId('id-150'), byId('id-151'), byId('id-250')])).toEqual([[], [], [message(250)]]);
  expect(await one.read([byId('moved')])).toMatchObject([[{ key: ['crew', 151] }]]);
  await Promise.all([one.close(), other.close()]);
});

test('[IDB-2] single rows wait in a tail and are folded into pages when nothing is committed for a while', async () => {
  const name = `layout-${++n}`;
  const storage = indexedDbWith({ ...DEFAULT_LAYOUT, foldEntries: 20 }, name, { foldAfterMs: 5 });
  await storage.open(SPEC);
  for (let ord = 1; ord <= 40; ord++) await storage.commit(messages(1, ord));
  const before = await storage.read([{ store: 'messages' }, byId('id-7')]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await storage.read([{ store: 'messages' }, byId('id-7')])).toEqual(before);
  await storage.commit(messages(1, 41));
  await storage.close();
  expect((await recordsOf(name, 'messages')).map(({ key }) => (key as unknown[]).at(-1))).toEqual([40]);
  expect((await recordsOf(name, 'messages.tail')).length).toBe(1);
  expect((await recordsOf(name, 'messages.entries')).length).toBe(1);
});

test('[IDB-2] a few rows that are told to be new are written without a read', async () => {
  const name = `layout-${++n}`;
  const storage = indexedDb(name, { foldAfterMs: NEVER });
  await storage.open(SPEC);
  await storage.commit(messages(100));
  const reads = (['get', 'getAll', 'getAllKeys', 'count', 'openCursor'] as const).map((read) =>
    vi.spyOn(IDBObjectStore.prototype, read),
  );
  const asked = () => reads.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await storage.commit(messages(2, 101).map((change) => ({ ...change, isNew: true })));
  expect(asked()).toBe(0);
  expect(transaction.mock.calls.map(([stores]) => stores)).toEqual([['messages.tail', 'messages.entries.tail']]);
  transaction.mockRestore();
  await storage.commit(messages(1, 103));
  expect(asked()).toBeGreaterThan(0);
  for (const read of reads) read.mockRestore();
  expect(await ords(storage)).toEqual(until(103));
  expect(await storage.read([byId('id-102')])).toEqual([[message(102)]]);
  await storage.close();
});

test('[IDB-3] a row put into a page that is not full for twice its size rewrites one record', async () => {
  const name = `layout-${++n}`;
  const storage = indexedDb(name);
  await storage.open(SPEC);
  await storage.commit(messages(300));
  for (const ord of [150.1, 150.2, 150.3]) await storage.commit(messages(1, ord));
  await storage.close();
  expect((await recordsOf(name, 'messages')).map(({ key }) => (key as unknown[]).at(-1))).toEqual([100, 103, 100]);
});

test('[IDB-4] pages of any size are read: the cut may change from release to release', async () => {
  const name = `layout-${++n}`;
  const small = indexedDbWith(SMALL_PAGES, name, {});
  await small.open(SPEC);
  await small.commit(messages(50));
  await small.close();
  const storage = indexedDb(name);
  await storage.open(SPEC);
  await storage.commit([...messages(10, 45), { store: 'messages', delete: ['crew', 3] }]);
  expect(await ords(storage)).toEqual(until(54).filter((ord) => ord !== 3));
  await storage.close();
});

test('[IDB-13] a damaged page is reported once with its range, its rows are missing, and the others are read', async () => {
  const name = `layout-${++n}`;
  const reported: unknown[] = [];
  const storage = indexedDb(name, { onDamaged: (range) => reported.push(range) });
  await storage.open(SPEC);
  await storage.commit(messages(300));
  const [, second] = await recordsOf(name, 'messages');
  const page = second?.value as { t: string };
  await damage(name, 'messages', second?.key as IDBValidKey, { ...page, t: page.t.replaceAll('Ahoy', 'Bhoy') });
  expect(await ords(storage)).toEqual([...until(100), ...until(100, 201)]);
  expect(await storage.read([byId('id-150'), byId('id-250')])).toMatchObject([[], [{ rev: 1 }]]);
  expect(reported).toEqual([{ store: 'messages', from: ['crew', 101], to: ['crew', 200] }]);
  await storage.commit(messages(100, 101));
  expect(await ords(storage)).toEqual(until(300));
  await storage.close();
});

test('[IDB-13] a damaged row of a plain store or of a tail is reported, and missing', async () => {
  const name = `layout-${++n}`;
  const reported: unknown[] = [];
  const storage = indexedDb(name, { onDamaged: (range) => reported.push(range) });
  await storage.open(SPEC);
  const row = { key: ['r', 1], rev: 1, keys: {}, body: 'x' };
  await storage.commit([
    ...messages(3),
    { store: 'rows', put: row },
    { store: 'rows', put: { ...row, key: ['r', 2] } },
  ]);
  await damage(name, 'messages.tail', ['crew', 2], '[1,0');
  await damage(name, 'rows', ['r', 1], { t: 5 });
  expect(await ords(storage)).toEqual([1, 3]);
  expect(await storage.read([{ store: 'rows' }])).toEqual([[{ ...row, key: ['r', 2] }]]);
  expect(reported).toEqual([
    { store: 'messages', from: ['crew', 2], to: ['crew', 2] },
    { store: 'rows', from: ['r', 1], to: ['r', 1] },
  ]);
  await storage.close();
});
