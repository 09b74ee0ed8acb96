import { expect, test } from 'vitest';
import type { CrowdTraffic } from './crowd.ts';
import { cellsOf, figureOf, growthOf, isLinear } from './figure.ts';

const traffic = (bytes: number): CrowdTraffic => ({
  up: { frames: 20, marks: 20, bytes: 2_000 },
  down: { frames: 10, marks: 30, bytes },
  mostDown: 500,
});

test('where everybody is told of everybody, it is broken; where a member hears as much as before, it is linear', () => {
  const [small, double] = [figureOf(100, 1, traffic(1e6)), figureOf(200, 1, traffic(4e6))];
  expect([growthOf(small, [small, double]), growthOf(double, [small, double])]).toEqual([undefined, 2]);
  expect([isLinear(small, [small, double]), isLinear(double, [small, double])]).toEqual([true, false]);
  expect(isLinear(double, [figureOf(100, 2, traffic(1)), double])).toBe(true);
  const linear = figureOf(200, 1, traffic(2e6));
  expect(isLinear(linear, [small, linear])).toBe(true);
});

test('a row says what was told, beside the least that could be', () => {
  const [, row] = cellsOf([figureOf(100, 1, traffic(1e6))]);
  expect(row?.slice(0, 8)).toEqual(['100', '1', '2.0 kB', '1000.0 kB', '10', '30', '10.0 kB', '0.5 kB']);
  expect(row?.at(-1)).toBe('');
});
