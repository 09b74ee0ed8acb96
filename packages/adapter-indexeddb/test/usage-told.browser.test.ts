import { expect, test } from 'vitest';
import { filled } from './filled.ts';

/** What the engine says of the whole origin. */
async function told(): Promise<number> {
  const { usage, usageDetails } = (await navigator.storage.estimate()) as StorageEstimate & {
    usageDetails?: { indexedDB?: number };
  };
  return usageDetails?.indexedDB ?? usage ?? 0;
}

test('[IDB-20] usage is within half and twice of what the engine tells', async () => {
  const before = await told();
  const { storage, bytes } = await filled(`usage-told-${Date.now()}`);
  const grown = (await told()) - before;
  expect(bytes / grown).toBeGreaterThan(0.5);
  expect(bytes / grown).toBeLessThan(2);
  await storage.destroy();
});
