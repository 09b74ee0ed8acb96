import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const policy = { baseMs: 500, maxMs: 60_000 };

test('[OUT-2] the wait lies between nothing and a ceiling that doubles up to the most', () => {
  const attempts = fc.integer({ min: 1, max: 1e9 });
  const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(attempts, fraction, fc.nat(100_000), fc.nat(1e8), (attempt, chance, baseMs, maxMs) => {
      const waitMs = backoffMs(attempt, { baseMs, maxMs }, chance);
      expect(Number.isSafeInteger(waitMs)).toBe(true);
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(waitMs).toBeLessThanOrEqual(maxMs);
      if (attempt < 30) expect(waitMs).toBeLessThanOrEqual(baseMs * 2 ** (attempt - 1));
    }),
  );
});

test('[OUT-2] chance moves the wait over its whole width', () => {
  const waits = (fraction: number) => [1, 2, 3, 8, 40].map((attempt) => backoffMs(attempt, policy, fraction));
  expect(waits(0)).toEqual([0, 0, 0, 0, 0]);
  expect(waits(0.5)).toEqual([250, 500, 1000, 30_000, 30_000]);
  expect(waits(0.9999)).toEqual([499, 999, 1999, 59_994, 59_994]);
});
