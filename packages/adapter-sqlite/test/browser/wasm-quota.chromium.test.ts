import { expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { at, counts, freshName, put, spec } from './in-worker.ts';

test('[SQL-3, STO-23] beyond the quota of the origin a commit is refused and nothing of it is kept; with room, commits work', async () => {
  const storage = at(freshName());
  await storage.open(spec);
  await storage.commit([put(1)]);
  const quota = (size: { quotaSize?: number }) =>
    cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...size });
  const { usage = 0 } = await navigator.storage.estimate();
  await quota({ quotaSize: usage + 1_000_000 });
  const large = Array.from({ length: 300 }, (_, n) => put(n + 2, 'x'.repeat(9_000)));
  await expect(storage.commit(large)).rejects.toMatchObject({ code: 'storage/quota-exceeded', retryable: true });
  expect(await counts(storage)).toEqual([1, 1]);
  await quota({});
  expect(await storage.commit(large)).toBe(true);
  expect(await counts(storage)).toEqual([301, 301]);
  await storage.destroy();
});
