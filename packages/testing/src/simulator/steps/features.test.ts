import { expect, test } from 'vitest';
import { expandSeed, featuresOf, KINDS } from '../expand.ts';
import { runPlan } from '../run-plan.ts';
import { FEATURE_STEPS, TOPICS } from './features.ts';

const MOST_SEEDS = 60;
/** A topic is drawn by one seed in eight, and has more kinds than uses. */
const MOST_SEEDS_OF_TOPIC = 500;

/** How many seeds it takes until a use of this feature came to something, with no other feature in the plan but those it builds on. */
async function seedsUntil(kind: string, least: number): Promise<number> {
  const features = Object.fromEntries(
    Object.entries(FEATURE_STEPS).filter(([name]) => [kind, FEATURE_STEPS[kind]?.needs].includes(name)),
  );
  let uses = 0;
  for (let n = 0; n < MOST_SEEDS; n++) {
    const plan = expandSeed(n, { ...KINDS, features, topics: {} });
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

test.for(Object.keys(TOPICS))('[SIM-55] people use everything that is about %s', async (topic) => {
  const steps = TOPICS[topic] ?? {};
  const unused = new Set(Object.keys(steps));
  for (let seed = 0; seed < MOST_SEEDS_OF_TOPIC && unused.size > 0; seed++) {
    const plan = expandSeed(seed, { ...KINDS, features: {}, topics: { [topic]: steps } });
    if (!plan.steps.some(({ kind }) => unused.has(kind))) continue;
    const { befell } = await runPlan(plan, { kinds: KINDS, invariants: [] });
    for (const kind of befell.keys()) unused.delete(kind);
  }
  expect([...unused]).toEqual([]);
});

test('[SIM-55] no kind of step hides another of its name', () => {
  const names = [KINDS.work, KINDS.faults, KINDS.features ?? {}].flatMap((table) => Object.keys(table));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  for (const topic of Object.values(TOPICS)) {
    for (const [name, { run }] of Object.entries(topic)) {
      expect([name, name in KINDS.work || name in KINDS.faults]).toEqual([name, false]);
      expect([name, featuresOf(KINDS)[name]?.run === run]).toEqual([name, true]);
    }
  }
});

test('[SIM-55] a kind that is added leaves the rest of a plan as it was', () => {
  const other = { weight: 3, draw: () => ({}), run: () => {} };
  const withOther = { ...KINDS, features: { ...KINDS.features, other } };
  const rest = (seed: number, kinds = KINDS) =>
    expandSeed(seed, kinds).steps.filter(({ kind }) => !(kind in (kinds.features ?? {})));
  for (let seed = 0; seed < 20; seed++) expect(rest(seed, withOther)).toEqual(rest(seed));
});

test('[SIM-55] a topic that is added leaves everything else of a plan as it was', () => {
  const other = { weight: 3, draw: () => ({}), run: () => {} };
  const withOther = { ...KINDS, topics: { ...KINDS.topics, others: { other } } };
  const rest = (seed: number, kinds = KINDS) => expandSeed(seed, kinds).steps.filter(({ kind }) => kind !== 'other');
  for (let seed = 0; seed < 20; seed++) expect(rest(seed, withOther)).toEqual(rest(seed));
});
