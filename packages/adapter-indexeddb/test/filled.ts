import type { Change, StorageAdapter } from '@tidemark/core';
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

/** 40,000 rows, of which half the messages are gone after `shrink`. */
export async function filled(name: string) {
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

export const bytesOf = async ({ usage }: StorageAdapter) => (await usage?.())?.bytes ?? 0;
