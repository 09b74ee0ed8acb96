import { expect, test } from 'vitest';
import { createVirtualRuntime } from '../test-support/virtual-runtime.ts';
import { createRecentSignals } from './recent-signals.ts';

test('[PRO-34] signals are known for their time, one a user and kind, and no longer', async () => {
  const runtime = createVirtualRuntime();
  const signals = createRecentSignals(runtime);
  signals.heard('conversation:a', 'ann', 'typing', 1_000);
  signals.heard('conversation:a', 'bob', 'typing', 3_000);
  signals.heard('conversation:a', 'ann', 'typing', 2_000);
  signals.heard('conversation:b', 'eve', 'typing', 1_000);
  const users = (): readonly string[] => signals.in('conversation:a').map(({ user }) => user);
  expect(users().toSorted()).toEqual(['ann', 'bob']);
  await runtime.advance(2_000);
  expect(users()).toEqual(['bob']);
  signals.heard('conversation:a', 'bob', 'typing', 0);
  expect(users()).toEqual([]);
});

test('[PRO-34] above 10,000 signals new ones are not kept, until older ones are over', async () => {
  const runtime = createVirtualRuntime();
  const signals = createRecentSignals(runtime);
  for (let n = 0; n < 10_000; n++) signals.heard(`conversation:${n}`, 'ann', 'typing', 1_000);
  signals.heard('conversation:more', 'ann', 'typing', 1_000);
  expect(signals.in('conversation:more')).toEqual([]);
  await runtime.advance(1_000);
  signals.heard('conversation:more', 'ann', 'typing', 1_000);
  expect(signals.in('conversation:more').length).toBe(1);
});
