import { memoryStorage, type StorageAdapter, type Stored } from '@tidemark/core';
import type { StreamId } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { createDisk } from './disk.ts';
import { readBack } from './read-back.ts';

const STREAM: StreamId = 'conversation:c';
const STORES = [
  { name: 'messages', keyArity: 2, indexes: { id: 1 } },
  { name: 'streams', keyArity: 2, indexes: {} },
];
const message = (ord: number, text: string): Stored => ({
  key: [STREAM, ord],
  rev: ord,
  keys: { id: [[`m${ord}`]] },
  body: { id: `m${ord}`, text },
});

async function committed(storage: StorageAdapter = memoryStorage()) {
  const disk = createDisk();
  await storage.open({ name: 'read-back', stores: STORES });
  const changes = [1, 2].map((ord) => ({ store: 'messages', put: message(ord, 'a') }));
  await storage.commit(changes);
  disk.note(changes);
  return { storage, view: disk.view };
}

test('[SIM-47] what was committed is found to be there', async () => {
  const { storage, view } = await committed();
  expect(await readBack(storage, STORES, view)).toBeUndefined();
});

test('[SIM-47] a row that is missing, changed, left over or in no index is named', async () => {
  const { storage, view } = await committed();
  await storage.commit([{ store: 'messages', delete: [STREAM, 2] }]);
  expect(await readBack(storage, STORES, view)).toBe('messages: conversation:c 2 is missing');
  await storage.commit([{ store: 'messages', put: message(2, 'b') }]);
  expect(await readBack(storage, STORES, view)).toBe('messages: conversation:c 2 is not as it was committed');
  await storage.commit([2, 3].map((ord) => ({ store: 'messages', put: message(ord, 'a') })));
  expect(await readBack(storage, STORES, view)).toBe('messages: conversation:c 3 was never committed, or is deleted');
  await storage.commit([{ store: 'messages', delete: [STREAM, 3] }]);
  const withoutIndex: StorageAdapter = {
    ...storage,
    read: (requests) => ('index' in (requests[0] ?? {}) ? Promise.resolve([1]) : storage.read(requests)),
  };
  expect(await readBack(withoutIndex, STORES, view)).toBe('messages: the index id has 1 entries, its rows say 2');
});
