import { expect, test } from 'vitest';
import { type Figure, holds, ratioOf, spreadOf } from './figure.ts';
import { tableOf } from './print-table.ts';

const figure: Figure = {
  name: 'send → visible',
  unit: 'ms',
  ours: { p50: 0.02, p99: 0.5 },
  floor: { name: 'array push', p50: 0.001, p99: 0.002 },
  mustBeBelow: 1,
};

test('percentiles are of the samples, whatever their order', () => {
  const samples = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
  expect(spreadOf(samples)).toEqual({ p50: 51, p99: 100 });
  expect(spreadOf([7])).toEqual({ p50: 7, p99: 7 });
});

test('a bound is for p99, or for the median where that is all there is', () => {
  expect(holds(figure)).toBe(true);
  expect(holds({ ...figure, ours: { p50: 0.02, p99: 1 } })).toBe(false);
  expect(holds({ ...figure, ours: { p50: 101 }, mustBeBelow: 100 })).toBe(false);
  expect(holds({ ...figure, mustBeBelow: undefined, ours: { p50: 9 } })).toBe(true);
});

test('a ratio says how much worse than the floor, of times and of rates', () => {
  expect(ratioOf(figure)).toBeCloseTo(20);
  const rate: Figure = { name: 'burst', unit: 'messages/s', ours: { p50: 10 }, floor: { name: 'relay', p50: 50 } };
  expect(ratioOf(rate)).toBe(5);
});

test('the table shows a broken bound', () => {
  const [head, line] = tableOf([{ ...figure, ours: { p50: 2, p99: 3 } }]).split('\n');
  expect(head).toMatch(/^figure +p50 +p99/);
  expect(line).toMatch(/send → visible +2\.00 ms +3\.00 ms .* < 1 ms BROKEN +array push$/);
});
