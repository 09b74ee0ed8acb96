import { expect, test } from 'vitest';
import { expandSeed, type Kinds } from './expand.ts';
import { runPlan } from './run-plan.ts';

test('[SIM-50] a run in which time stands still is ended', async () => {
  const kinds: Kinds = {
    faults: {},
    work: {
      circle: {
        weight: 1,
        draw: () => ({}),
        run({ timers }) {
          const again = (): void => {
            timers.set(0, again);
          };
          again();
        },
      },
    },
  };
  const { settings } = expandSeed(1);
  const steps = [{ id: 0, atMs: 5, kind: 'circle' }];
  const { violation, virtualMs } = await runPlan({ seed: 1, settings, steps }, { kinds, invariants: [] });
  expect(violation).toMatchObject({ rule: 'SIM-1', found: 'it goes on after 200000 events' });
  expect(virtualMs).toBe(5);
});
