import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { indexedDb } from '../src/indexed-db.ts';
import { killable } from './kill-handles.ts';
import { message, messages, ords, SPEC, until } from './stores.ts';

let n = 0;
async function openKillable() {
  const engine = killable(indexedDB);
  const storage = indexedDb(`handle-${++n}`, { factory: engine.factory, foldAfterMs: 1e6 });
  await storage.open(SPEC);
  engine.begun.length = 0;
  return { engine, storage };
}

test('[IDB-5] a commit is one transaction over the stores it needs, ended with commit()', async () => {
  const { engine, storage } = await openKillable();
  await storage.commit([{ store: 'meta', put: { key: ['m'], rev: 1, keys: {}, body: 1 } }]);
  await storage.commit(messages(2), [{ store: 'meta', key: ['m'], rev: 1 }], 'strict');
  await ords(storage);
  expect(engine.begun).toEqual([
    { stores: ['meta'], mode: 'readwrite', durability: 'relaxed', isCommitted: true },
    {
      stores: ['messages', 'messages.tail', 'messages.entries', 'messages.entries.tail', 'meta'],
      mode: 'readwrite',
      durability: 'strict',
      isCommitted: true,
    },
    { stores: ['messages', 'messages.tail'], mode: 'readonly', durability: 'relaxed', isCommitted: false },
  ]);
  await storage.close();
});

test('[IDB-6] calls on a handle that died are made again on a new one', async () => {
  const { engine, storage } = await openKillable();
  await storage.commit(messages(3));
  engine.kill();
  expect(await storage.commit(messages(3, 4))).toBe(true);
  engine.kill();
  expect(await ords(storage)).toEqual(until(6));
  expect(engine.opened.length).toBe(3);
  await storage.close();
});

test('[IDB-6] calls under way when the handle dies keep their order', async () => {
  const { engine, storage } = await openKillable();
  engine.fates.push('aborted', 'aborted', 'aborted');
  const commits = [1, 2, 3].map((rev) => storage.commit([{ store: 'messages', put: message(1, { rev }) }]));
  expect(await Promise.all(commits)).toEqual([true, true, true]);
  const [[found]] = (await storage.read([{ store: 'messages', get: [['crew', 1]] }])) as [[{ rev: number }]];
  expect(found.rev).toBe(3);
  await storage.close();
});

test('[IDB-6] a handle that dies again and again is storage/unavailable, and nothing of the commit is kept', async () => {
  const { engine, storage } = await openKillable();
  engine.fates.push('aborted', 'aborted', 'aborted');
  await expect(storage.commit(messages(3))).rejects.toMatchObject({ code: 'storage/unavailable' });
  engine.fates.length = 0;
  expect(await ords(storage)).toEqual([]);
  expect(await storage.commit(messages(2))).toBe(true);
  await storage.close();
});

test('[IDB-7] a commit that was made though the handle died is not made twice, and its guard does not fail', async () => {
  const { engine, storage } = await openKillable();
  const create = { store: 'messages', key: ['crew', 1], rev: null } as const;
  engine.fates.push('unheard');
  expect(await storage.commit(messages(20), [create])).toBe(true);
  expect(await ords(storage)).toEqual(until(20));
  expect(await storage.commit(messages(20), [create])).toBe(false);
  await storage.close();
});

test('[IDB-8] where there is no IndexedDB, opening is storage/unavailable', async () => {
  const { indexedDB: real } = globalThis;
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true, writable: true });
  try {
    await expect(indexedDb('nowhere').open(SPEC)).rejects.toMatchObject({ code: 'storage/unavailable' });
  } finally {
    globalThis.indexedDB = real;
  }
});

test('[IDB-8] a private window that refuses IndexedDB is storage/unavailable', async () => {
  const factory = {
    open: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  } as unknown as IDBFactory;
  await expect(indexedDb('denied', { factory }).open(SPEC)).rejects.toMatchObject({ code: 'storage/unavailable' });
});
