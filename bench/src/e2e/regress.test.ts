import { expect, test } from 'vitest';
import type { Measured } from '../local/trial.ts';
import { FLOORS, OURS } from './contender.ts';
import { type Rounds, roundsKey } from './measure.ts';
import { checkedCells, checkRatios, type Recorded } from './regress.ts';

const cost: Recorded = { name: 'catch-up', workload: 'away', figure: 'took', unit: 'ms', ratio: 2 };
const rate: Recorded = { name: 'burst', workload: 'away', figure: 'rate', unit: 'ops/s', ratio: 0.5 };
const measured = (ours: readonly Measured[], floor: readonly Measured[]): Rounds =>
  new Map([
    [roundsKey('away', OURS.name), ours],
    [roundsKey('away', FLOORS.full.name), floor],
  ]);
const verdicts = (line: Recorded, ours: readonly number[], floor: readonly number[]) =>
  checkRatios(
    [line],
    measured(
      ours.map((value) => ({ [line.figure]: value })),
      floor.map((value) => ({ [line.figure]: value })),
    ),
  ).map(({ now, isBehind }) => [now, isBehind]);

test('the best round of each side counts: a floor that was disturbed makes nobody better', () => {
  expect(verdicts(cost, [50, 22, 90], [10, 40, 12])).toEqual([[2.2, false]]);
  expect(verdicts(rate, [1, 4, 2], [10, 2, 9])).toEqual([[0.4, false]]);
});

test('more than 30 % behind what is recorded is behind, and so is what was not measured', () => {
  expect(verdicts(cost, [25, 26], [10, 10])).toEqual([[2.5, false]]);
  expect(verdicts(cost, [27, 28], [10, 10])).toEqual([[2.7, true]]);
  expect(verdicts(rate, [3.8], [10])).toEqual([[0.38, true]]);
  expect(checkRatios([cost], new Map()).map(({ isBehind }) => isBehind)).toEqual([true]);
});

test('a planted regression is named in the table', () => {
  const [, row] = checkedCells(checkRatios([cost], measured([{ took: 30 }], [{ took: 10 }])));
  expect(row).toEqual(['catch-up', '2.00', '3.00', '50 %', 'BEHIND']);
});
