import { expect, test } from 'vitest';
import { openLocalDb } from '../local-db/local-db.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import type { Change, StorageAdapter } from '../local-db/storage-adapter.ts';
import { takeLease } from './lease.ts';
import { createSharedDb } from './shared-db.ts';

const state = (rev: number): Change => ({
  store: 'streams',
  put: { key: ['conversation:c', 'state'], rev, keys: {}, body: { rev } },
});
const op = (n: number, text: string): Change => ({
  store: 'outbox',
  put: { key: ['conversation:c', n], rev: 0, keys: {}, body: { text } },
});

async function tabOf(storage: StorageAdapter, name: string) {
  const inner = await openLocalDb(storage, () => {});
  const told: string[] = [];
  const shared = createSharedDb({
    inner,
    waiting: [],
    rewrite: async (rewrites) => void told.push(`asks for ${rewrites.length}`),
    committed: () => told.push('told'),
    deposed: () => told.push('deposed'),
  });
  return { inner, shared, told, lead: async () => shared.lead(await takeLease(inner, name)) };
}

/** Two tabs over one database. */
async function twoTabs() {
  const storage = memoryStorage();
  const one = await tabOf(storage, 'one');
  const two = await tabOf({ ...storage, open: async () => {} }, 'two');
  return { one, two };
}

test('[TAB-11] a leader whose lease was taken writes nothing, and is told', async () => {
  const { one, two } = await twoTabs();
  await one.lead();
  await one.shared.db.commit([state(1)]);
  await two.lead();
  await expect(one.shared.db.commit([state(2), op(1, 'late')])).rejects.toMatchObject({ code: 'storage/raced' });
  expect(one.told).toEqual(['told', 'told', 'deposed']);
  const [rows, ops] = await two.inner.read([
    { store: 'streams', prefix: [] },
    { store: 'outbox', prefix: [] },
  ]);
  expect(rows).toMatchObject([{ rev: 1 }]);
  expect(ops).toEqual([]);
});

test('[TAB-11] a new op is written by any tab at once; one that is stored is asked for; what the server says is not theirs', async () => {
  const { one, two } = await twoTabs();
  await one.lead();
  await two.shared.db.commit([op(1, 'new')]);
  expect(two.told).toEqual(['told']);
  await two.shared.db.commit([op(1, 'changed')]);
  expect(two.told).toEqual(['told', 'asks for 1']);
  const [stored] = await two.inner.range({ store: 'outbox', prefix: [] });
  expect(stored?.body).toEqual({ text: 'new' });
  await expect(two.shared.db.commit([state(1)])).rejects.toMatchObject({ code: 'storage/raced' });
});
