import { expect, test } from 'vitest';
import { describeRun } from './describe-run.ts';
import { expandSeed, KINDS } from './expand.ts';
import { runPlan } from './run-plan.ts';

test('[SIM-41] tells the settings, the steps and the frames of a run in the notation of histories', async () => {
  const { settings } = expandSeed(3);
  const plan = {
    seed: 3,
    settings: { ...settings, users: ['ann'], devices: ['ann'], skewMs: [0], faults: ['cut'], lastsMs: 5_000 },
    steps: [
      { id: 0, atMs: 100, kind: 'create', device: 0, conversation: 0 },
      { id: 1, atMs: 1_200, kind: 'send', device: 0, conversation: 0 },
      { id: 2, atMs: 2_000, kind: 'cut', device: 0, how: '' },
    ],
  };
  const told = describeRun(await runPlan(plan, { kinds: KINDS, invariants: [], lines: true })).join('\n');
  expect(told).toContain('seed 3, 3 steps, 1 devices: ann1');
  expect(told).toContain('faults: cut');
  expect(told).toContain('1.200 s  step 1: send (device 0, conversation 0)');
  expect(told).toContain("ann1 → server: push conversation:c0/1'");
  expect(told).toMatch(/server → ann1: results conversation:c0@1#\d/);
  expect(told).toContain('fault: cut');
  expect(told).not.toMatch(/: ping$/m);
  expect(told).toMatch(/No violation\.$/);
});
