import { expect, test } from 'vitest';
import { offsetOf, untilLast } from './offset.ts';

test('another clock is told by the quickest exchange, amid which it said its time', () => {
  const slow = { sentMs: 0, theirsMs: 190, backMs: 100 };
  const quick = { sentMs: 200, theirsMs: 301, backMs: 202 };
  expect(offsetOf([slow, quick, slow])).toBe(100);
});

test('the last tab counts, by the clock of the one that sent', () => {
  const seen = [
    [1_012, 1_025],
    [511, 540],
  ];
  expect(untilLast([10, 20], seen, [1_000, 500])).toEqual([2, 20]);
});

test('what a tab has not seen is no figure', () => {
  expect(untilLast([10], [[12], []], [0, 0])).toEqual([Number.NaN]);
});
