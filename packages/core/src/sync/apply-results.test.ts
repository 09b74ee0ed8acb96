import type { Op, Result } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { PendingOp } from '../outbox/pending-op.ts';
import { buildPending } from '../test-support/build-pending.ts';
import { drainBench } from '../test-support/drain-bench.ts';
import { streamBench } from '../test-support/stream-bench.ts';
import { turn } from '../test-support/turn.ts';
import { type Acks, applyResults, settleAcked } from './apply-results.ts';
import { applySegments } from './segment.ts';

/** A device that pushed ops 1 to 3, and takes results as the sync engine does. */
async function pushed(ops: readonly Partial<Op>[] = [{}, {}, {}]) {
  const { outbox, drain, attach } = await drainBench(ops.map((op, i) => buildPending(i + 1, {}, op)));
  attach();
  await turn();
  const bench = await streamBench({ pending: ops.map((_, i) => build.id(i + 1)) });
  const take = (...results: readonly Result[]) =>
    bench.commit((draft, context) => {
      const acks: Acks = new Map();
      const ended: PendingOp[] = [];
      applyResults(results, { draft, parking: bench.parking, outbox, drain, me: 'ann', acks, ended });
      applySegments(context, build.stream, bench.parking);
      settleAcked(draft, outbox, acks, new Set(acks.keys()));
      for (const [opId, ack] of acks) if (!draft.settled.has(opId)) outbox.move(opId, { kind: 'confirmed', ack });
    });
  return { ...bench, outbox, take };
}

test('[STR-21] a confirmation is the change it confirms: it continues the cursor and settles its op', async () => {
  const bench = await pushed();
  const draft = await bench.take(build.ok(1, 1), build.ok(2, 2));
  expect([...draft.settled]).toEqual([build.id(1), build.id(2)]);
  expect(bench.state()).toMatchObject({ cursor: { rev: 2, ord: 2 }, own: { read: 2 } });
  expect(await bench.messages()).toEqual({ 1: 'message 1', 2: 'message 2' });
});

test('[STR-21] one past a hole waits as other changes do, and its op is confirmed meanwhile', async () => {
  const bench = await pushed();
  const draft = await bench.take(build.ok(1, 2));
  expect([[...draft.settled], bench.cursor()]).toEqual([[], undefined]);
  expect(bench.outbox.get(build.id(1))?.state).toMatchObject({ kind: 'acked', ack: { rev: 2, ord: 2 } });
  const filled = await bench.segments({ rows: [build.message(1, { key: build.id(9), author: 'bob' })] });
  expect([[...filled.settled], bench.cursor()]).toEqual([[build.id(1)], 2]);
});

test('[STR-21] the rows of a confirmation stand for the op where it changed more, or something else', async () => {
  const patch = { collection: 'conversation', key: 'c', kind: 'patch', body: { title: 'New' } } as const;
  const bench = await pushed([patch, {}]);
  const row = build.row('conversation', 'c', 2, { op: build.id(1), body: { kind: 'group', title: 'New' } });
  await bench.take(build.ok(1, 2, { from: 0, rows: [row] }));
  expect([bench.cursor(), await bench.rows(), bench.state().summary.title]).toEqual([2, ['conversation/c'], 'New']);
});

test('[STR-21] a patch confirmed without rows is left to be pulled', async () => {
  const bench = await pushed([{ collection: 'task', key: 'k', kind: 'patch', body: { done: true } }]);
  await bench.become({ head: build.head(0) });
  await bench.take(build.ok(1, 1, { ord: undefined }));
  expect([bench.cursor(), bench.state().head?.rev, await bench.rows()]).toEqual([undefined, 1, []]);
});

test('[STR-21] a deletion confirmed removes its row', async () => {
  const task = { collection: 'task', key: 'k' } as const;
  const bench = await pushed([
    { ...task, kind: 'put', body: { n: 1 } },
    { ...task, kind: 'delete', body: undefined },
  ]);
  await bench.take(build.ok(1, 1, { ord: undefined }));
  expect(await bench.rows()).toEqual(['task/k']);
  await bench.take(build.ok(2, 2, { ord: undefined }));
  expect([await bench.rows(), bench.cursor()]).toEqual([[], 2]);
});

test('[STR-21] a confirmation of an op that is gone changes nothing but the head heard of', async () => {
  const bench = await pushed();
  await bench.become({ head: build.head(1) });
  await bench.take(build.ok(7, 3));
  expect([bench.cursor(), bench.state().head?.rev]).toEqual([undefined, 3]);
});

test('[STR-21] a refusal for good is stored with its op; one for now is not', async () => {
  const bench = await pushed();
  const draft = await bench.take(build.refusal(1, 'op/invalid'), build.refusal(2, 'rate/limited'));
  const [change] = draft.changes;
  expect(draft.changes).toHaveLength(1);
  expect(change).toMatchObject({
    store: 'outbox',
    put: { key: [build.stream, 1], body: { ended: { kind: 'failed' } } },
  });
  expect(bench.outbox.get(build.id(2))?.state.kind).toBe('queued');
});

test('[STR-21] one under a history that the device does not know tells of it', async () => {
  const bench = await pushed();
  await bench.segments({ rows: [build.message(1, { key: build.id(9), author: 'bob' })] });
  await bench.take(build.ok(1, 7, { epoch: 'e2' }));
  expect(bench.state()).toMatchObject({ cursor: { epoch: 'e1', rev: 1 }, head: { epoch: 'e2', rev: 7 } });
  // An answer of the history that is over, or of the one a reset named, is no news.
  await bench.become({ resetTo: 'e2', head: undefined });
  await bench.take(build.ok(2, 5, { epoch: 'e1' }), build.ok(2, 7, { epoch: 'e2' }));
  expect(bench.state().head).toBeUndefined();
  // One of a third is: the server was restored again before the page of the second came.
  await bench.take(build.ok(2, 5, { epoch: 'e3' }));
  expect(bench.state().head).toMatchObject({ epoch: 'e3', rev: 5 });
});

test('[STR-22] a repeated confirmation settles its op once the cursor has passed it, and not before', async () => {
  const bench = await pushed();
  await bench.take(build.ok(1, 4, { duplicate: true }));
  expect(bench.outbox.get(build.id(1))?.state.kind).toBe('acked');
  await bench.page(build.page({ re: 1, head: build.head(9, { ord: 9 }), ords: [9, 9], rows: [build.message(9)] }));
  const draft = await bench.take();
  expect([...draft.settled]).toEqual([build.id(1)]);
});

test('[STR-22] a repeated confirmation says nothing about newer changes, so it moves no cursor', async () => {
  const bench = await pushed();
  await bench.segments({ rows: [build.message(1, { key: build.id(9), author: 'bob' })] });
  await bench.take(build.ok(1, 2, { duplicate: true }));
  expect([bench.cursor(), Object.keys(await bench.messages())]).toEqual([1, ['1']]);
});

test('[STR-22] one’s own message that the cursor jumped over stays in sight, to be checked later', async () => {
  const bench = await pushed();
  await bench.page(build.page({ re: 1, head: build.head(9, { ord: 9 }), ords: [9, 9], rows: [build.message(9)] }));
  await bench.take(build.ok(1, 4, { duplicate: true }));
  expect(bench.state().ranges).toEqual([
    { from: 4, to: 4, rev: 0 },
    { from: 9, to: 9 },
  ]);
  expect((await bench.messages())[4]).toBe('message 1');
});

test('[STR-22] a confirmation of another history settles nothing', async () => {
  const bench = await pushed();
  await bench.segments({ rows: [build.message(1, { key: build.id(9), author: 'bob' })] });
  const draft = await bench.take(build.ok(1, 1, { epoch: 'e0', duplicate: true }));
  expect([[...draft.settled], bench.outbox.get(build.id(1))?.state.kind]).toEqual([[], 'acked']);
});
