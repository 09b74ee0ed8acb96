import { expect, test } from 'vitest';
import { createSeededRandom } from './seeded-random.ts';

const draws = (seed: number | string, count = 5) => {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => random.fraction());
};

test('[KIT-2] the same seed draws the same, for ever', () => {
  expect(draws('seed')).toEqual(draws('seed'));
  expect([...createSeededRandom(7).fill(new Uint8Array(8))]).toEqual([103, 29, 173, 95, 144, 201, 100, 208]);
});

test('[KIT-2] neighbouring seeds draw unlike', () => {
  const all = Array.from({ length: 100 }, (_, seed) => draws(seed)).flat();
  expect(new Set(all).size).toBe(500);
});

test('[KIT-2] draws are uniform in [0, 1), also as bytes', () => {
  const fractions = draws('uniform', 100_000);
  const tenths = Array.from({ length: 10 }, (_, tenth) => fractions.filter((x) => Math.floor(x * 10) === tenth).length);
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  const counts = new Map<number, number>();
  for (const byte of createSeededRandom(1).fill(new Uint8Array(256_000))) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  for (let byte = 0; byte < 256; byte++) expect(Math.abs((counts.get(byte) ?? 0) - 1000)).toBeLessThan(200);
});
