import type { Change, StorageAdapter } from '@tidemark/core';
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

/** WebKitGTK tells nothing of the origin, so nothing can be compared there. */
const tells = typeof (navigator.storage as StorageManager | undefined)?.estimate === 'function';

/** 40,000 rows, of which half the messages are gone after `shrink`. */
async function filled(name: string) {
  const storage = indexedDb(name);
  await storage.open(SPEC);
  const changes = Array.from({ length: 40_000 }, (_, n): Change => {
    const row = message(n, { text: noise(n) });
    return n % 4 > 0
      ? { store: 'messages', put: row }
      : { store: 'rows', put: { ...row, keys: { tag: [[`t-${n}`]] } } };
  });
  for (let n = 0; n < changes.length; n += 2000) await storage.commit(changes.slice(n, n + 2000), [], 'strict');
  const shrink: Change = { store: 'messages', deleteRange: { prefix: ['crew'], from: ['crew', 20_000] } };
  return { storage, bytes: await bytesOf(storage), shrink: () => storage.commit([shrink]) };
}

const bytesOf = async ({ usage }: StorageAdapter) => (await usage?.())?.bytes ?? 0;

test.skipIf(!tells)('[IDB-20] usage is within half and twice of what the engine tells', async () => {
  const before = await told();
  const { storage, bytes } = await filled(`usage-told-${Date.now()}`);
  const grown = (await told()) - before;
  expect(bytes / grown).toBeGreaterThan(0.5);
  expect(bytes / grown).toBeLessThan(2);
  await storage.destroy();
});

test('[IDB-20] usage grows and shrinks with what is in this database, and is not the origin’s', async () => {
  const other = indexedDb(`usage-other-${Date.now()}`);
  await other.open(SPEC);
  const { storage, bytes, shrink } = await filled(`usage-${Date.now()}`);
  await shrink();
  const after = await bytesOf(storage);
  expect(after / bytes).toBeGreaterThan(0.5);
  expect(after / bytes).toBeLessThan(0.75);
  expect(await bytesOf(other)).toBeLessThan(1000);
  await Promise.all([storage.destroy(), other.destroy()]);
});
