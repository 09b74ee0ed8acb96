import { expect, test } from 'vitest';
import { expandSeed, KINDS } from './expand.ts';
import type { Invariant } from './hooks.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { shrinkPlan } from './shrink-plan.ts';

const ids = (plan: Plan): readonly number[] => plan.steps.map(({ id }) => id);

test('[SIM-40] keeps the steps that a failure needs, and no other', async () => {
  const plan = expandSeed(7);
  const needed = [plan.steps[1], plan.steps[5], plan.steps.at(-1)].map((step) => step?.id as number);
  let runs = 0;
  const shrunk = await shrinkPlan(plan, {
    async isStill(candidate) {
      runs++;
      return needed.every((id) => ids(candidate).includes(id));
    },
  });
  expect(ids(shrunk)).toEqual(needed);
  expect(shrunk.settings.skewMs.every((skew) => skew === 0)).toBe(true);
  expect(runs).toBeLessThan(300);
});

test('[SIM-40] a failure that needs no step loses all; one that never comes back loses none', async () => {
  const plan = expandSeed(7);
  expect((await shrinkPlan(plan, { isStill: async () => true })).steps).toEqual([]);
  expect(await shrinkPlan(plan, { isStill: async () => false })).toEqual(plan);
});

test('[SIM-40] keeps to the number of runs it is given', async () => {
  let runs = 0;
  const isStill = async (): Promise<boolean> => ++runs % 2 === 0;
  await shrinkPlan(expandSeed(7), { isStill, mostRuns: 9 });
  expect(runs).toBe(9);
});

/** An app that can not stand a conversation with three messages. */
const AT_MOST_TWO: Invariant = {
  rule: 'APP-1',
  name: 'no conversation holds three messages',
  watch: ({ fail }) => ({
    shown: (_device, _conversation, { rows }) => {
      if (rows.length > 2) fail(`${rows.length} messages`);
    },
  }),
};

test('[SIM-40] shrinks a real run to what makes it fail', async () => {
  const options = { kinds: KINDS, invariants: [AT_MOST_TWO] };
  const isStill = async (plan: Plan): Promise<boolean> => (await runPlan(plan, options)).violation?.rule === 'APP-1';
  let seed = 0;
  while (!(await isStill(expandSeed(seed)))) seed++;
  const shrunk = await shrinkPlan(expandSeed(seed), { isStill });
  expect(await isStill(shrunk)).toBe(true);
  // A conversation is made and shown, and three messages are sent in one or two steps.
  expect(shrunk.steps.length).toBeLessThanOrEqual(5);
  for (const step of shrunk.steps) {
    expect(await isStill({ ...shrunk, steps: shrunk.steps.filter((other) => other !== step) })).toBe(false);
  }
});
