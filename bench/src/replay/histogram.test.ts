import { expect, test } from 'vitest';
import { createHistogram } from './histogram.ts';

test('quantiles are exact to 3 %, over five powers of ten', () => {
  const histogram = createHistogram();
  for (let i = 1; i <= 100_000; i++) histogram.record(i / 100);
  for (const share of [0.001, 0.5, 0.99, 1]) {
    const exact = share * 1000;
    expect(Math.abs((histogram.quantile(share) ?? 0) - exact) / exact).toBeLessThan(0.03);
  }
});

test('drained buckets merged elsewhere are the same histogram, and are taken once', () => {
  const [a, b] = [createHistogram(), createHistogram()];
  for (const ms of [0.5, 2, 8, 8]) a.record(ms);
  b.merge(JSON.parse(JSON.stringify(a.drain())));
  b.merge(a.drain());
  expect([a.count(), b.count()]).toEqual([0, 4]);
  expect(a.quantile(0.5)).toBeUndefined();
  expect(b.quantile(0.5)).toBeCloseTo(2, 1);
});

test('a duration of nothing is counted', () => {
  const histogram = createHistogram();
  for (const ms of [0, -1, Number.MIN_VALUE]) histogram.record(ms);
  expect([histogram.count(), histogram.quantile(1)]).toEqual([3, 0.001]);
});
