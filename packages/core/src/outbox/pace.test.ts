import { expect, test } from 'vitest';
import { buildPending } from '../test-support/build-pending.ts';
import { drainBench } from '../test-support/drain-bench.ts';
import { createPace } from './pace.ts';

const ops = (count: number) => Array.from({ length: count }, (_, i) => buildPending(i + 1));

test('[OUT-31] a burst goes at once, the rest at the pace, in order, and nothing fails', async () => {
  const { attach, pushed, timers, outbox } = await drainBench(ops(9), { pace: { perSecond: 10, burst: 4 } });
  attach();
  await timers.advance(0);
  expect(pushed()).toEqual([[1, 2, 3, 4]]);
  await timers.advance(99);
  expect(pushed().length).toBe(1);
  await timers.advance(1);
  expect(pushed().slice(1)).toEqual([[5]]);
  await timers.advance(400);
  expect(pushed().flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([...outbox.all()].every(({ state }) => state.kind === 'inflight')).toBe(true);
  await timers.advance(1000);
  expect(timers.pendingCount()).toBe(0);
});

test('[OUT-31] what is pushed again counts too, and a rest fills the burst up again', async () => {
  const bench = await drainBench(ops(3), { pace: { perSecond: 1, burst: 3 } });
  bench.attach();
  await bench.timers.advance(0);
  bench.drain.detach();
  bench.attach();
  await bench.timers.advance(0);
  expect(bench.pushed()).toEqual([[1, 2, 3]]);
  await bench.timers.advance(2000);
  expect(bench.pushed()).toEqual([[1, 2, 3], [1], [2]]);
  const pace = createPace({ perSecond: 1, burst: 3 });
  pace.took(3);
  expect([pace.room(0), pace.room(1000), pace.room(60_000)]).toEqual([0, 1, 3]);
});

test('[OUT-31] without a limit everything goes as fast as it can; a closed drain leaves no timer', async () => {
  const { attach, pushed, timers } = await drainBench(ops(30), { pace: { perSecond: 0, burst: 1 } });
  attach();
  await timers.advance(0);
  expect(pushed().flat().length).toBe(30);
  const slow = await drainBench(ops(3), { pace: { perSecond: 1, burst: 1 } });
  slow.attach();
  await slow.timers.advance(0);
  expect(slow.pushed()).toEqual([[1]]);
  slow.drain.close();
  expect(slow.timers.pendingCount()).toBe(0);
});
