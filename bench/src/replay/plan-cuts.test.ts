import { expect, test } from 'vitest';
import { FAULTS, planCuts } from './plan-cuts.ts';

test('one seed makes one plan, another seed another', () => {
  expect(planCuts('1', 40, 20_000, 8)).toEqual(planCuts('1', 40, 20_000, 8));
  expect(planCuts('1', 40, 20_000, 8)).not.toEqual(planCuts('2', 40, 20_000, 8));
});

test('cuts are spread over the messages, one in each equal part', () => {
  const cuts = planCuts('1', 40, 20_000, 8);
  expect(cuts.map(({ afterMessages }) => Math.floor(afterMessages / 500))).toEqual([...Array(40).keys()]);
});

test('every kind of fault comes once in five, and every client is hit', () => {
  const cuts = planCuts('1', 40, 20_000, 8);
  for (let i = 0; i < 40; i += 5)
    expect(new Set(cuts.slice(i, i + 5).map(({ fault }) => fault))).toEqual(new Set(FAULTS));
  expect(new Set(cuts.map(({ client }) => client)).size).toBe(8);
});
