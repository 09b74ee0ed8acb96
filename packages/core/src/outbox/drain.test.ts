import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { buildPending } from '../test-support/build-pending.ts';
import { drainBench } from '../test-support/drain-bench.ts';
import { turn } from '../test-support/turn.ts';
import { deleteOf, type PendingOp } from './pending-op.ts';

const many = (count: number) => Array.from({ length: count }, (_, i) => buildPending(i + 1));

test('[OUT-11] an attempt is counted in the database before the push', async () => {
  const bench = await drainBench([buildPending(1), buildPending(2)]);
  bench.storage.hold();
  bench.attach();
  await turn();
  expect(bench.pushed()).toEqual([]);
  bench.storage.release();
  await turn();
  expect(bench.pushed()).toEqual([[1, 2]]);
  expect((await bench.rows()).map(({ rev }) => rev)).toEqual([1, 1]);
  expect(bench.storage.commits).toHaveLength(1);
});

test('[OUT-11] an op counted in the commit that saved it goes out without another commit', async () => {
  const bench = await drainBench([buildPending(1, { attempts: 1, stage: 'counted' })]);
  bench.attach();
  expect([bench.pushed(), bench.storage.commits]).toEqual([[[1]], []]);
});

test('[OUT-11] nothing is pushed while its row is not durable', async () => {
  const bench = await drainBench([buildPending(1, { stage: 'saving' })]);
  bench.attach();
  await turn();
  expect(bench.pushed()).toEqual([]);
  bench.outbox.replace(buildPending(1));
  bench.drain.wake();
  await turn();
  expect(bench.pushed()).toEqual([[1]]);
});

test('[OUT-11] a count the storage refuses is no push and no loss: it is told, undone and tried again', async () => {
  const bench = await drainBench([buildPending(1)]);
  const full = new Error('full');
  bench.storage.refuse(() => full);
  bench.attach();
  await bench.timers.advance(0);
  expect([bench.pushed(), bench.failures]).toEqual([[], [full]]);
  expect(bench.outbox.get(build.id(1))).toMatchObject({ attempts: 0, state: { kind: 'queued' } });
  bench.storage.refuse(undefined);
  await bench.timers.advance(60_000);
  expect([bench.pushed(), (await bench.rows())[0]?.rev]).toEqual([[[1]], 1]);
});

test('[OUT-12] at most 2,000 ops are in flight, and an answer makes room', async () => {
  const bench = await drainBench(many(2100));
  bench.attach({ frameBytes: 1_000_000 });
  await turn();
  const sizes = () => bench.pushes.map(({ length }) => length);
  expect(sizes()).toEqual([500, 500, 500, 500]);
  bench.outbox.remove([1, 2, 3].map(build.id));
  bench.drain.wake();
  await turn();
  expect(sizes()).toEqual([500, 500, 500, 500, 3]);
  expect(bench.pushes[4]?.[0]).toMatchObject({ opId: build.id(2001), after: build.id(2000) });
});

test('[OUT-10] a push keeps to the limits of the server', async () => {
  const bench = await drainBench(many(10));
  bench.attach({ opsPerPush: 4 });
  await turn();
  expect(bench.pushed()).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10],
  ]);
  const small = await drainBench(many(10));
  small.attach({ frameBytes: 700 });
  await turn();
  for (const ops of small.pushes)
    expect(Buffer.byteLength(JSON.stringify([{ type: 'push', ops }]))).toBeLessThanOrEqual(700);
  expect(small.pushed().flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('[OUT-10] what no push can hold is refused here, durably, and what may pass it goes at once', async () => {
  const huge = buildPending(1, { op: build.op(1, { body: { text: 'x'.repeat(2000) } }) });
  const bench = await drainBench([huge, buildPending(2)], { skipFailed: true });
  bench.attach({ frameBytes: 1000 });
  await turn();
  expect(bench.pushed()).toEqual([[2]]);
  expect(bench.outbox.get(build.id(1))?.state).toMatchObject({ kind: 'failed', failure: { code: 'op/too-large' } });
  expect((await bench.rows())[0]?.body).toMatchObject({ ended: { kind: 'failed' } });
});

test('[OUT-15] what was in flight when the session ended is unknown, and goes again under its opId, in order', async () => {
  const bench = await drainBench([buildPending(1), buildPending(2)]);
  bench.attach();
  await turn();
  bench.drain.detach();
  expect([...bench.outbox.all()].map(({ state }) => state.kind)).toEqual(['unknown', 'unknown']);
  bench.outbox.add([buildPending(3)]);
  bench.drain.wake();
  await turn();
  expect(bench.pushed()).toEqual([[1, 2]]);
  bench.attach();
  await turn();
  expect(bench.pushed()).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
  expect((await bench.rows()).map(({ rev }) => rev)).toEqual([2, 2, 1]);
});

test('[OUT-15] a session that ends while attempts are counted pushes nothing; the next one does', async () => {
  const bench = await drainBench([buildPending(1)]);
  bench.storage.hold();
  bench.attach();
  await turn();
  bench.drain.detach();
  bench.storage.release();
  await turn();
  expect(bench.pushed()).toEqual([]);
  bench.attach();
  expect(bench.pushed()).toEqual([[1]]);
});

test('[OUT-18] an op whose effect comes while it is counted leaves no row behind', async () => {
  const bench = await drainBench([buildPending(1), buildPending(2)]);
  bench.storage.hold();
  const over = bench.outbox.get(build.id(1)) as PendingOp;
  const settled = bench.db.commit([deleteOf(over)], { committed: () => bench.outbox.remove([build.id(1)]) });
  await turn();
  bench.attach();
  bench.storage.release();
  await settled;
  await turn();
  expect((await bench.rows()).map(({ key }) => key[1])).toEqual([2]);
  expect(bench.pushed()).toEqual([[2]]);
});

test('[OUT-11] a closed drain pushes nothing and leaves no timer', async () => {
  const bench = await drainBench([buildPending(1)]);
  bench.attach();
  await turn();
  bench.drain.refused(build.id(1), { code: 'server/storage', class: 'retry', message: '', retryAfterMs: 5000 });
  bench.drain.wake();
  expect(bench.timers.pendingCount()).toBe(1);
  bench.drain.close();
  bench.drain.wake();
  await bench.timers.advance(10_000);
  expect([bench.pushed(), bench.timers.pendingCount()]).toEqual([[[1]], 0]);
});

test('[OUT-11] a count that fails after the session ended leaves no timer', async () => {
  const bench = await drainBench([buildPending(1)]);
  bench.storage.refuse(() => new Error('full'));
  bench.attach();
  bench.drain.close();
  await turn();
  expect([bench.failures.length, bench.timers.pendingCount()]).toEqual([1, 0]);
});

test('[OUT-19] what has had no answer from one heartbeat to the next is pushed again, once, in order', async () => {
  const bench = await drainBench([buildPending(1), buildPending(2)]);
  bench.attach();
  await turn();
  bench.drain.again();
  bench.outbox.add([buildPending(3)]);
  bench.drain.wake();
  await turn();
  expect(bench.pushed()).toEqual([[1, 2], [3]]);
  bench.drain.again();
  await turn();
  expect(bench.pushed()).toEqual([[1, 2], [3], [1, 2]]);
  expect(bench.outbox.get(build.id(1))).toMatchObject({ attempts: 2, state: { kind: 'inflight' } });
});
