import { expect, test } from 'vitest';
import { indexedDb } from '../src/indexed-db.ts';
import { bytesOf, filled } from './filled.ts';
import { SPEC } from './stores.ts';

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
