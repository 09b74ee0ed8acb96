import type { Change } from '@tidemark/core';
import { expect, test } from 'vitest';
import { indexedDb } from '../src/indexed-db.ts';
import { message, SPEC } from './stores.ts';

/** Text that no engine can press together much. */
function noise(seed: number): string {
  let text = '';
  for (let x = seed + 1; text.length < 300; ) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    text += x.toString(36);
  }
  return text;
}

/** What the engine says of the whole origin. */
async function told(): Promise<number> {
  const { usage, usageDetails } = (await navigator.storage.estimate()) as StorageEstimate & {
    usageDetails?: { indexedDB?: number };
  };
  return usageDetails?.indexedDB ?? usage ?? 0;
}

test('[IDB-20] usage tells the bytes of this database, within half and twice of what the engine tells', async () => {
  const storage = indexedDb(`usage-${Date.now()}`);
  const other = indexedDb(`usage-other-${Date.now()}`);
  await Promise.all([storage.open(SPEC), other.open(SPEC)]);
  const before = await told();
  const changes = Array.from({ length: 40_000 }, (_, n): Change => {
    const row = message(n, { text: noise(n) });
    return n % 4 > 0
      ? { store: 'messages', put: row }
      : { store: 'rows', put: { ...row, keys: { tag: [[`t-${n}`]] } } };
  });
  for (let n = 0; n < changes.length; n += 2000) await storage.commit(changes.slice(n, n + 2000), [], 'strict');
  const bytes = (await storage.usage?.())?.bytes ?? 0;
  const grown = (await told()) - before;
  expect(bytes / grown).toBeGreaterThan(0.5);
  expect(bytes / grown).toBeLessThan(2);
  // It grows and shrinks with what is there, and is not the origin's.
  await storage.commit([{ store: 'messages', deleteRange: { prefix: ['crew'], from: ['crew', 20_000] } }]);
  const after = (await storage.usage?.())?.bytes ?? 0;
  expect(after / bytes).toBeGreaterThan(0.5);
  expect(after / bytes).toBeLessThan(0.75);
  expect((await other.usage?.())?.bytes).toBeLessThan(1000);
  await Promise.all([storage.destroy(), other.destroy()]);
});
