import { expect, test } from 'vitest';
import { expandSeed, KINDS } from '../expand.ts';
import { runPlan } from '../run-plan.ts';
import { FEATURE_STEPS } from './features.ts';

const MOST_SEEDS = 60;

/** How many seeds it takes until a use of this feature came to something, with no other feature in the plan but those it builds on. */
async function seedsUntil(kind: string, least: number): Promise<number> {
  const features = Object.fromEntries(
    Object.entries(FEATURE_STEPS).filter(([name]) => [kind, FEATURE_STEPS[kind]?.needs].includes(name)),
  );
  let uses = 0;
  for (let n = 0; n < MOST_SEEDS; n++) {
    const plan = expandSeed(n, { ...KINDS, features });
    if (!plan.steps.some((step) => step.kind === kind)) continue;
    const { befell } = await runPlan(plan, { kinds: KINDS, invariants: [] });
    uses += befell.get(kind) ?? 0;
    if (uses >= least) return n + 1;
  }
  return Number.POSITIVE_INFINITY;
}

test.for(Object.keys(FEATURE_STEPS))('[SIM-55] people use %s in a run of the simulator', async (kind) => {
  expect(await seedsUntil(kind, 1)).toBeLessThanOrEqual(MOST_SEEDS);
});

test('[SIM-55] no kind of step hides another of its name', () => {
  const names = [KINDS.work, KINDS.faults, KINDS.features ?? {}].flatMap((table) => Object.keys(table));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('[SIM-55] a kind that is added leaves the rest of a plan as it was', () => {
  const other = { weight: 3, draw: () => ({}), run: () => {} };
  const withOther = { ...KINDS, features: { ...KINDS.features, other } };
  const rest = (seed: number, kinds = KINDS) =>
    expandSeed(seed, kinds).steps.filter(({ kind }) => !(kind in (kinds.features ?? {})));
  for (let seed = 0; seed < 20; seed++) expect(rest(seed, withOther)).toEqual(rest(seed));
});
