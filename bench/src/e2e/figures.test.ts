import { expect, test } from 'vitest';
import type { Measured } from '../local/trial.ts';
import { FLOORS, OURS } from './contender.ts';
import { allCells, linesOf, rivalLines } from './figures.ts';
import { type Rounds, roundsKey } from './measure.ts';
import { SERVER_TARGETS, TARGETS } from './targets.ts';
import { turns } from './turns.ts';

const measured = (ours: readonly Measured[], floor: readonly Measured[]): Rounds =>
  new Map([
    [roundsKey('away', OURS.name), ours],
    [roundsKey('away', FLOORS.full.name), floor],
  ]);
const catchUp = TARGETS.filter(({ workload }) => workload === 'away');

test('a line is the median of the rounds beside the floor of the same run; a planted miss is one', () => {
  const floor = [{ took: 100 }, { took: 90 }, { took: 400 }];
  const verdict = (...tooks: number[]) =>
    linesOf(
      catchUp,
      measured(
        tooks.map((took) => ({ took })),
        floor,
      ),
    ).map(({ value, verdict }) => [value, verdict]);
  expect(verdict(100, 120, 900)).toEqual([[1.2, 'must']]);
  expect(verdict(160, 120, 900)).toEqual([[1.6, 'missed']]);
  expect(linesOf(catchUp, new Map()).map(({ verdict }) => verdict)).toEqual(['missed']);
});

test('a rival that does better is a miss; who is no rival is not judged, nor what nobody did', () => {
  const rival = { ...FLOORS.full, isRival: true };
  const verdicts = (took: number) =>
    rivalLines([OURS, FLOORS.relay, rival], measured([{ took }], [{ took: 100 }])).map(({ verdict }) => verdict);
  expect([verdicts(100), verdicts(101)]).toEqual([['must'], ['missed']]);
  expect(rivalLines([OURS, FLOORS.full], measured([{ took: 1 }], [{ took: 100 }]))).toEqual([]);
});

test('what no contender did has no row', () => {
  const cells = allCells([OURS, FLOORS.relay, FLOORS.full], measured([{ took: 100 }], [{ took: 50 }]));
  expect(cells).toEqual([
    ['figure', 'ours', 'ws relay', 'ws + SQLite, FULL'],
    ['E3', '100.0 ms', '', '50.0 ms'],
  ]);
});

test('everybody who can does everything, once a round, and takes turns in going first', () => {
  const can = (work: string, who: string): boolean => !(work === 'away' && who === 'relay');
  const order = turns(['burst', 'away'], ['ours', 'relay'], 2, can).map(({ work, who }) => `${work} ${who}`);
  expect(order).toEqual(['burst ours', 'burst relay', 'away ours', 'burst relay', 'burst ours', 'away ours']);
});

test('the bounds are those that were set: a rate is at least, anything else at most', () => {
  for (const { unit, must, aim } of [...TARGETS, ...SERVER_TARGETS]) {
    if (must === undefined || aim === undefined) continue;
    expect(unit === 'ops/s' ? aim - must : must - aim).toBeGreaterThan(0);
  }
});
