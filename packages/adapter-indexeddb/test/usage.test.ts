import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { indexedDb } from '../src/indexed-db.ts';
import { messages, SPEC } from './stores.ts';

test('[IDB-20] usage asks the engine once, and knows what is written after that', async () => {
  const storage = indexedDb('usage', { foldAfterMs: 1e6 });
  await storage.open(SPEC);
  await storage.commit(messages(100));
  const first = await storage.usage?.();
  const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
  expect(await storage.usage?.()).toEqual(first);
  expect(asked).not.toHaveBeenCalled();
  await storage.commit(messages(100, 101));
  const transactions = asked.mock.calls.length;
  expect((await storage.usage?.())?.bytes).toBeGreaterThan(1.5 * (first?.bytes ?? 0));
  expect(asked.mock.calls.length).toBe(transactions);
  // Nobody counts what a range takes away.
  await storage.commit([{ store: 'messages', deleteRange: { prefix: ['crew'] } }]);
  expect((await storage.usage?.())?.bytes).toBeLessThan(0.5 * (first?.bytes ?? 0));
  asked.mockRestore();
  await storage.close();
});
