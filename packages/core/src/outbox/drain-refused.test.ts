import type { Refusal, WireCode } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { buildPending } from '../test-support/build-pending.ts';
import { drainBench } from '../test-support/drain-bench.ts';
import { turn } from '../test-support/turn.ts';

const refusal = (code: WireCode, parts: Partial<Refusal> = {}): Refusal => {
  const result = build.refusal(1, code, parts);
  if ('ok' in result) throw new Error('a refusal was asked for');
  return result.error;
};

/** Ops 1 to `count` of one lane, pushed. */
async function pushed(count: number) {
  const bench = await drainBench(Array.from({ length: count }, (_, i) => buildPending(i + 1)));
  bench.attach();
  await turn();
  bench.pushes.length = 0;
  const refuse = (n: number, code: WireCode, parts?: Partial<Refusal>) =>
    bench.drain.refused(build.id(n), refusal(code, parts));
  return { ...bench, refuse };
}

test('[OUT-13] an op refused for now waits its backoff and goes again, counted', async () => {
  const { refuse, drain, timers, pushed: pushes, rows } = await pushed(1);
  expect(refuse(1, 'server/storage')).toBeUndefined();
  drain.wake();
  expect(pushes()).toEqual([]);
  await timers.advance(1000);
  expect([pushes(), (await rows())[0]?.rev]).toEqual([[[1]], 2]);
});

test('[OUT-13] the wait the server names is kept to, where it is longer', async () => {
  const { refuse, drain, timers, pushed: pushes } = await pushed(1);
  refuse(1, 'rate/limited', { retryAfterMs: 30_000 });
  drain.wake();
  await timers.advance(29_999);
  expect(pushes()).toEqual([]);
  await timers.advance(1);
  expect(pushes()).toEqual([[1]]);
});

test('[OUT-13] of several refused in a lane the longest wait holds', async () => {
  const { refuse, drain, timers, pushed: pushes } = await pushed(2);
  refuse(1, 'rate/limited', { retryAfterMs: 30_000 });
  refuse(2, 'rate/limited', { retryAfterMs: 10_000 });
  drain.wake();
  await timers.advance(29_999);
  expect(pushes()).toEqual([]);
  await timers.advance(1);
  expect(pushes()).toEqual([[1, 2]]);
});

test('[OUT-13] a lane that waits holds up no other, and a new session waits for nothing', async () => {
  const { refuse, outbox, drain, pushed: pushes, attach } = await pushed(1);
  refuse(1, 'rate/limited', { retryAfterMs: 30_000 });
  outbox.add([buildPending(2, { lane: 'other' })]);
  drain.wake();
  await turn();
  expect(pushes()).toEqual([[2]]);
  drain.detach();
  attach();
  await turn();
  expect(pushes()).toEqual([[2], [1, 2]]);
});

test('[OUT-14] an op that only came before its predecessor was known goes again without delay', async () => {
  const { refuse, outbox, drain, pushed: pushes } = await pushed(3);
  refuse(2, 'op/predecessor');
  refuse(3, 'op/predecessor');
  outbox.remove([build.id(1)]);
  drain.wake();
  await turn();
  expect(pushes()).toEqual([[2, 3]]);
});

test('[OUT-14] while the one before it has no answer it is not pushed, however often the drain wakes', async () => {
  const { refuse, outbox, drain, pushed: pushes } = await pushed(3);
  refuse(2, 'op/predecessor');
  refuse(3, 'op/predecessor');
  drain.wake();
  await turn();
  expect(pushes()).toEqual([]);
  // Its answer is lost: the heartbeat finds it, and all go again.
  outbox.move(build.id(1), { kind: 'lost' });
  drain.wake();
  await turn();
  expect(pushes()).toEqual([[1, 2, 3]]);
});

test('[OUT-14] one that is the first of its lane has nothing to wait for, so it waits its backoff', async () => {
  const { refuse, drain, timers, pushed: pushes } = await pushed(1);
  refuse(1, 'op/predecessor');
  drain.wake();
  await turn();
  expect(pushes()).toEqual([]);
  await timers.advance(1000);
  expect(pushes()).toEqual([[1]]);
});

test('[OUT-14] those behind an op refused for now wait with it, and keep their order', async () => {
  const { refuse, drain, timers, pushed: pushes } = await pushed(3);
  refuse(1, 'rate/limited', { retryAfterMs: 5000 });
  refuse(2, 'op/predecessor');
  refuse(3, 'op/predecessor');
  drain.wake();
  await timers.advance(4999);
  expect(pushes()).toEqual([]);
  await timers.advance(1);
  expect(pushes()).toEqual([[1, 2, 3]]);
});

test('[OUT-8] a refusal for good is handed back to be stored, and those behind a message stay', async () => {
  const { refuse, drain, pushed: pushes } = await pushed(2);
  expect(refuse(1, 'op/invalid')).toMatchObject({ state: { kind: 'failed', failure: { code: 'op/invalid' } } });
  refuse(2, 'op/predecessor');
  drain.wake();
  await turn();
  expect(pushes()).toEqual([]);
});

test('[OUT-1] a refusal of an op that is not out, or gone, is an old answer', async () => {
  const { refuse, outbox } = await pushed(1);
  outbox.move(build.id(1), { kind: 'confirmed', ack: { epoch: 'e1', rev: 1, at: 1 } });
  expect([refuse(1, 'op/invalid'), refuse(9, 'op/invalid')]).toEqual([undefined, undefined]);
  expect(outbox.get(build.id(1))?.state.kind).toBe('acked');
});

test('[STR-21] an op refused for good ends with the commit that stores it, and goes nowhere meanwhile', async () => {
  const { refuse, outbox, drain, pushed: pushes } = await pushed(1);
  expect(refuse(1, 'op/invalid')).toMatchObject({ state: { kind: 'failed' } });
  expect(outbox.get(build.id(1))?.state.kind).toBe('inflight');
  // The network says it twice.
  expect(refuse(1, 'op/invalid')).toBeUndefined();
  drain.again();
  drain.again();
  expect(pushes()).toEqual([]);
});
