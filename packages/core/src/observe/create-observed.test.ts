import { expect, test } from 'vitest';
import { createObserved } from './create-observed.ts';
import type { Observed } from './observed.ts';

/** Reads `observed` to its end in the background; `seen` grows as values come. */
function follow<Value>(observed: Observed<Value>) {
  const seen: Value[] = [];
  const run = async (): Promise<string> => {
    for await (const value of observed) seen.push(value);
    return 'ended';
  };
  return { seen, outcome: run().catch((error: unknown) => error) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('[OBS-1] a loop gets the value now, then the latest one after each change', async () => {
  const { observed, set } = createObserved<number>();
  const early = follow(observed);
  await turn();
  set(1);
  const late = follow(observed);
  await turn();
  set(2);
  await turn();
  expect([early.seen, late.seen, observed.getSnapshot()]).toEqual([[1, 2], [1, 2], 2]);
});

test('[OBS-1] a slow reader misses what was replaced meanwhile, and nothing is kept for it', async () => {
  const { observed, set } = createObserved<number>();
  const iterator = observed[Symbol.asyncIterator]();
  for (let value = 1; value <= 5; value++) set(value);
  expect(await iterator.next()).toEqual({ done: false, value: 5 });
  const waiting = [iterator.next(), iterator.next()];
  set(6);
  set(7);
  expect(await Promise.all(waiting)).toEqual([6, 7].map((value) => ({ done: false, value })));
});

test('[OBS-2] an identical value is no change', async () => {
  const { observed, set } = createObserved<{ readonly n: number }>();
  const first = { n: 1 };
  let told = 0;
  observed.subscribe(() => told++);
  const reader = follow(observed);
  for (const value of [first, first, { n: 1 }]) {
    set(value);
    await turn();
  }
  expect([told, reader.seen.length]).toEqual([2, 2]);
});

test('[OBS-3] breaking out of a loop ends that loop only', async () => {
  const { observed, set } = createObserved<number>();
  set(1);
  const other = follow(observed);
  for await (const _ of observed) break;
  await turn();
  set(2);
  await turn();
  expect(other.seen).toEqual([1, 2]);
});

test('[OBS-3] returning from an iterator ends the reads that wait on it', async () => {
  const { observed } = createObserved<number>();
  const iterator = observed[Symbol.asyncIterator]();
  const waiting = iterator.next();
  await iterator.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('[OBS-4] closing ends every loop and subscription, once, and a late value does nothing', async () => {
  let closed = 0;
  const { observed, set } = createObserved<number>({ onClose: () => closed++ });
  let told = 0;
  observed.subscribe(() => told++);
  const waiting = follow(observed);
  set(1);
  await turn();
  await observed[Symbol.asyncDispose]();
  observed.close();
  set(2);
  const late = follow(observed);
  expect([await waiting.outcome, await late.outcome]).toEqual(['ended', 'ended']);
  expect([waiting.seen, late.seen, told, closed, observed.getSnapshot()]).toEqual([[1], [], 1, 1, 1]);
});

test('[OBS-4] a failure is thrown by every loop, and the last value stays', async () => {
  const failure = new Error('disk');
  const { observed, set, fail } = createObserved<number>();
  set(1);
  const before = follow(observed);
  await turn();
  fail(failure);
  set(2);
  const after = follow(observed);
  expect([await before.outcome, await after.outcome]).toEqual([failure, failure]);
  expect(observed.getSnapshot()).toBe(1);
});

test('[OBS-5] subscribers are told synchronously, never during subscribe, until they leave', () => {
  const { observed, set } = createObserved<number>();
  const told: string[] = [];
  set(1);
  const ends = ['a', 'b'].map((name) => observed.subscribe(() => told.push(`${name}${observed.getSnapshot()}`)));
  expect(told).toEqual([]);
  set(2);
  ends[0]?.();
  set(3);
  expect(told).toEqual(['a2', 'b2', 'b3']);
});

test('[OBS-5] the error of one subscriber is reported and does not keep the change from the others', () => {
  const reported: unknown[] = [];
  const { observed, set } = createObserved<number>({ report: (error) => reported.push(error) });
  const failure = new Error('mine');
  let told = 0;
  observed.subscribe(() => {
    throw failure;
  });
  observed.subscribe(() => told++);
  set(1);
  expect([told, reported]).toEqual([1, [failure]]);
});

test('[OBS-5] a change made from within a subscriber is told once to each', () => {
  const { observed, set } = createObserved<number>();
  const told: number[] = [];
  observed.subscribe(() => set(2));
  observed.subscribe(() => told.push(observed.getSnapshot() as number));
  set(1);
  expect(told).toEqual([2]);
});
