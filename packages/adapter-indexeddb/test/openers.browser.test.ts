import { modelCheck, storageChecks } from '@tidemark/testing';
import { deleteDB, openDB } from 'idb';
import { expect, test } from 'vitest';
import { indexedDb } from '../src/indexed-db.ts';
import { harness, SMALL_PAGES } from './storage-harness.ts';
import { damage, messages, ords, recordsOf, SPEC, until } from './stores.ts';

let n = 0;
const fresh = () => `openers-${Date.now()}-${Math.random()}-${++n}`;
const wider = { ...SPEC, stores: [...SPEC.stores, { name: 'added', keyArity: 1, indexes: {} }] };

test('[IDB-9] an opener that needs more stores gets them: the others let go, are told, and go on', async () => {
  const name = fresh();
  const told: string[] = [];
  const [first, second] = [indexedDb(name), indexedDb(name)];
  await first.open({ ...SPEC, onStale: () => told.push('stale') });
  await first.commit(messages(3));
  await second.open(wider);
  expect(told).toEqual(['stale']);
  await first.commit(messages(3, 4));
  expect(await ords(second)).toEqual(until(6));
  await Promise.all([first.close(), second.close()]);
});

test('[IDB-10] a tab that does not let go is storage/blocked after the timeout; later it works', async () => {
  const name = fresh();
  const first = indexedDb(name);
  await first.open(SPEC);
  await first.commit(messages(3));
  await first.close();
  const frozen = await openDB(name);
  const second = indexedDb(name, { blockedTimeoutMs: 2_000 });
  await expect(second.open(wider)).rejects.toMatchObject({ code: 'storage/blocked' });
  frozen.close();
  await second.open(wider);
  expect(await ords(second)).toEqual(until(3));
  await second.close();
});

test('[IDB-11] a database that the browser deleted since the last time is told, once', async () => {
  const name = fresh();
  const told: unknown[] = [];
  const options = { onLost: (error: { code: string }) => told.push(error.code) };
  const open = async () => {
    const storage = indexedDb(name, options);
    await storage.open(SPEC);
    const found = await ords(storage);
    await storage.commit(messages(3));
    await storage.close();
    return found;
  };
  expect([await open(), await open(), told]).toEqual([[], until(3), []]);
  await deleteDB(name);
  expect([await open(), await open(), told]).toEqual([[], until(3), ['storage/corrupt']]);
  await indexedDb(name).destroy();
  expect([await open(), told]).toEqual([[], ['storage/corrupt']]);
});

test('[IDB-11] so is one that was made anew where there is no localStorage, soon after it was opened', async () => {
  const name = fresh();
  const told: unknown[] = [];
  const open = async () => {
    const storage = indexedDb(name, { onLost: (error) => told.push(error.code) });
    await storage.open(SPEC);
    return storage;
  };
  await (await open()).close();
  const twin = `tidemark.twin:${name}`;
  const here = localStorage.getItem(twin);
  localStorage.setItem(twin, 'of the one before');
  const storage = await open();
  await expect.poll(() => told, { timeout: 3_000 }).toEqual(['storage/corrupt']);
  expect(localStorage.getItem(twin)).toBe(here);
  await storage.close();
  localStorage.setItem(twin, 'of the one before');
  await (await open()).close();
  expect(told).toEqual(['storage/corrupt', 'storage/corrupt']);
  await (await open()).close();
  expect(told).toHaveLength(2);
});

test('[IDB-12] a database deleted under an open handle: told, and every call refused until it is opened again', async () => {
  const name = fresh();
  const told: unknown[] = [];
  const storage = indexedDb(name, { onLost: (error) => told.push(error.code) });
  await storage.open(SPEC);
  await storage.commit(messages(3));
  await deleteDB(name);
  for (let i = 0; i < 2; i++)
    await expect(storage.commit(messages(3))).rejects.toMatchObject({ code: 'storage/corrupt' });
  await expect(ords(storage)).rejects.toMatchObject({ code: 'storage/corrupt' });
  expect(told).toEqual(['storage/corrupt']);
  await storage.close();
  await storage.open(SPEC);
  expect(await ords(storage)).toEqual([]);
  await storage.close();
});

test('[IDB-14] a database of something else, or of a newer layout, is refused and left as it was', async () => {
  const foreign = fresh();
  const theirs = await openDB(foreign, 3, { upgrade: (db) => db.createObjectStore('theirs') });
  await theirs.put('theirs', 'kept', 'k');
  theirs.close();
  await expect(indexedDb(foreign).open(SPEC)).rejects.toMatchObject({ code: 'storage/corrupt' });
  expect(await recordsOf(foreign, 'theirs')).toEqual([{ key: 'k', value: 'kept' }]);

  const newer = fresh();
  const storage = indexedDb(newer);
  await storage.open(SPEC);
  await storage.close();
  const [catalog] = await recordsOf(newer, 'tidemark.catalog');
  await damage(newer, 'tidemark.catalog', 'tidemark.catalog', { ...(catalog?.value as object), layout: 2 });
  const details = { found: 2, supported: 1 };
  await expect(indexedDb(newer).open(wider)).rejects.toMatchObject({ code: 'storage/version', details });
  const db = await openDB(newer);
  expect([db.version, db.objectStoreNames.contains('added')]).toEqual([1, false]);
  db.close();
});

test('[IDB-15] engines without getAllRecords answer alike', async () => {
  const kept = [IDBObjectStore, IDBIndex].map(
    ({ prototype }) => [prototype, Object.getOwnPropertyDescriptor(prototype, 'getAllRecords')] as const,
  );
  for (const [prototype] of kept) Reflect.deleteProperty(prototype, 'getAllRecords');
  try {
    expect('getAllRecords' in IDBObjectStore.prototype).toBe(false);
    const small = harness(SMALL_PAGES);
    for (const { run } of [
      modelCheck(small, { runs: 30 }),
      ...storageChecks(small).filter(({ name }) => /STO-[78]\]/.test(name)),
    ])
      await run();
  } finally {
    for (const [prototype, descriptor] of kept)
      if (descriptor) Object.defineProperty(prototype, 'getAllRecords', descriptor);
  }
});
