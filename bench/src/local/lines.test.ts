import { expect, test } from 'vitest';
import { drawChart } from './draw-chart.ts';
import { interleave } from './interleave.ts';
import { lineOf, type Results, resultKey, type Target } from './line.ts';
import { median, medians, percentiles } from './median.ts';
import { tableOf } from './print-lines.ts';
import { browserTargets, nodeTargets, trialsOf } from './targets.ts';
import type { Trial } from './trial.ts';

const small: Trial = { what: 'open', messages: 10_000 };
const large: Trial = { what: 'open', messages: 100_000 };
const target: Target = {
  name: 'open',
  trial: small,
  figure: 'open',
  against: 'floor',
  unit: 'ms',
  must: 1.3,
  aim: 1.05,
};
const measured = (ours: number, floor: number): Results =>
  new Map([
    [resultKey('ours', small), { open: ours }],
    [resultKey('floor', small), { open: floor }],
  ]);

test('the median is the middle one, or between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
  expect(
    medians([
      { a: 1, b: 9 },
      { a: 3, b: 7 },
      { a: 2, b: 8 },
    ]),
  ).toEqual({ a: 2, b: 8 });
});

test('percentiles are of the samples, whatever their order', () => {
  const samples = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
  expect(percentiles('send', samples)).toEqual({ sendP50: 51, sendP99: 100 });
});

test('both sides of a trial run next to one another, once a round, and take turns in going first', () => {
  const runs = interleave([small, large], 2).map(({ side, trial, round }) => [round, trial === large, side]);
  expect(runs).toEqual([
    [0, false, 'floor'],
    [0, false, 'ours'],
    [0, true, 'ours'],
    [0, true, 'floor'],
    [1, false, 'ours'],
    [1, false, 'floor'],
    [1, true, 'floor'],
    [1, true, 'ours'],
  ]);
});

test('a ratio is held, good or missed; one that was not measured is missed', () => {
  const verdict = (ours: number) => lineOf(target, measured(ours, 10)).verdict;
  expect([verdict(10), verdict(12), verdict(13.1)]).toEqual(['aim', 'must', 'missed']);
  expect(lineOf(target, new Map()).verdict).toBe('missed');
  expect(lineOf({ ...target, must: undefined }, measured(99, 1)).verdict).toBe('none');
});

test('of operations a second more is better', () => {
  const rate: Target = { ...target, unit: 'ops/s', must: 3, aim: 5 };
  const verdict = (ours: number) => lineOf(rate, measured(ours, 10)).verdict;
  expect([verdict(50), verdict(30), verdict(29)]).toEqual(['aim', 'must', 'missed']);
});

test('growth is told against our own figure, a bound in milliseconds against nothing', () => {
  const results = new Map([...measured(10, 5), [resultKey('ours', large), { open: 15 }]]);
  const growth = lineOf({ ...target, trial: large, against: { own: small } }, results);
  expect([growth.value, growth.verdict]).toEqual([1.5, 'missed']);
  expect(lineOf({ ...target, against: 'nothing', must: 10 }, results).verdict).toBe('must');
});

test('a planted miss is shown as a miss, in the table and in the chart', () => {
  const lines = [lineOf(target, measured(20, 10)), lineOf({ ...target, name: 'other' }, measured(10, 10))];
  const [head, missed, held] = tableOf(lines).split('\n');
  expect(head).toMatch(/^workload +ours +beside +ratio +must +aim$/);
  expect(missed).toMatch(/^open +20\.0 ms +10\.0 ms +2\.00 +≤ 1\.3 +≤ 1\.05 +MISSED$/);
  expect(held).toMatch(/^other .*aim$/);
  expect(drawChart([{ title: 'a < b', lines }])).toMatch(/a &lt; b[\s\S]*#e76f51[\s\S]*#2a9d8f/);
});

test('every figure that is asked for is measured by its trial, in Node and in the browser', () => {
  for (const targets of [nodeTargets(true), browserTargets()]) {
    const names = new Set(trialsOf(targets).map((trial) => JSON.stringify(trial)));
    for (const { trial, against } of targets) {
      expect(names).toContain(JSON.stringify(trial));
      if (typeof against === 'object') expect(names).toContain(JSON.stringify(against.own));
    }
  }
});
