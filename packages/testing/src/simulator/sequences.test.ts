import { expect, test } from 'vitest';
import { expandSeed, KINDS } from './expand.ts';
import { play } from './invariants/planted-run.ts';
import { SEQUENCES } from './sequences.ts';

const STEPS: Readonly<Record<string, string>> = {
  'lost pull': 'pull/broken',
  'lost mark': 'mark/cut',
  'lost predecessor': 'push/broken',
};

test('[SIM-76] each sequence stands in some of the plans, and the rest of a plan is the same without it', () => {
  const plans = Array.from({ length: 100 }, (_, seed) => expandSeed(seed));
  for (const how of Object.values(STEPS)) {
    const withIt = plans.filter(({ steps }) =>
      steps.some((step) => step.how === how && step.conversation !== undefined),
    );
    expect(withIt.length).toBeGreaterThan(3);
    expect(withIt.length).toBeLessThan(40);
  }
  expect(plans.filter(({ steps }) => steps.some(({ kind }) => kind === 'almost-right')).length).toBeGreaterThan(5);
  const { 'almost-right': _, ...faults } = KINDS.faults;
  for (const { seed, steps } of plans.slice(0, 20)) {
    const others = expandSeed(seed, { ...KINDS, faults }).steps;
    const told = (all: typeof steps) =>
      all.map(({ id: _id, ...step }) => step).filter(({ kind }) => kind !== 'almost-right');
    expect(told(others)).toEqual(told(steps));
  }
});

test('[SIM-76] what a sequence loses is lost, and everybody gets over it', async () => {
  for (const [name, { add }] of Object.entries(SEQUENCES)) {
    const steps: { readonly atMs: number; readonly kind: string }[] = [];
    const settings = { lastsMs: 20_000, devices: ['ann', 'bob'] } as never;
    // Always the first conversation, and the second device.
    const random = { fraction: () => 0, fill: (bytes: Uint8Array) => bytes };
    add(random as never, settings, (kind, atMs, parts) => steps.push({ kind, atMs, ...parts }));
    const { befell, violation } = await play(() => {}, {}, steps);
    expect([name, befell.get('request-lost'), violation]).toEqual([name, STEPS[name] && 1, undefined]);
  }
});
