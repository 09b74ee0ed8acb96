import { expect, test } from 'vitest';
import { ANNS, BEFORE, BOBS, OUTCOMES } from './conflict.ts';
import { mergePlans } from './plan.ts';
import { isSame } from './play-conflict.ts';

const anns = { ...BEFORE, ...ANNS };
const bobs = { ...BEFORE, ...BOBS };

test('a merge takes what one of the two changed, and what both thought of, whoever merges', () => {
  expect(mergePlans(BEFORE, anns, bobs)).toEqual(OUTCOMES.merge);
  const theirs = mergePlans(BEFORE, bobs, anns);
  expect({ ...theirs, bring: theirs?.bring.toSorted() }).toEqual({
    ...OUTCOMES.merge,
    bring: OUTCOMES.merge.bring.toSorted(),
  });
});

test('a merge keeps what one deleted and the other changed', () => {
  expect(mergePlans(BEFORE, anns, undefined)).toEqual(anns);
  expect(mergePlans(BEFORE, undefined, bobs)).toEqual(bobs);
});

test('every strategy ends the prepared conflict in another way, so that a wrong one shows', () => {
  const outcomes = Object.values(OUTCOMES);
  for (const [i, one] of outcomes.entries())
    for (const other of outcomes.slice(i + 1)) expect(isSame(one, other)).toBe(false);
});
