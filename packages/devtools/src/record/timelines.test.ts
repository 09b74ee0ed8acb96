import { expect, test } from 'vitest';
import type { LogEvent } from './log-event.ts';
import { createTimelines } from './timelines.ts';

const move = (opId: string, at: number, attempts = 1): LogEvent => ({
  ...{ kind: 'op-moved', at, opId, stream: 'conversation:c1', collection: 'message' },
  ...{ from: 'unknown', to: 'inflight', attempts },
});

test('[DEV-2] the way of an op is its moves in order, the newest of many', () => {
  const timelines = createTimelines();
  for (let n = 1; n <= 60; n++) timelines.take(move('a', n, n));
  timelines.take({ kind: 'sync-started', at: 0, attempt: 1 });
  const steps = timelines.of('a');
  expect(steps.map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, n) => n + 11));
  expect(timelines.of('b')).toEqual([]);
});

test('[DEV-2] of too many ops the first are forgotten', () => {
  const timelines = createTimelines();
  for (let n = 0; n < 1_001; n++) timelines.take(move(String(n), n));
  expect([timelines.of('0').length, timelines.of('1').length, timelines.of('1000').length]).toEqual([0, 1, 1]);
});
