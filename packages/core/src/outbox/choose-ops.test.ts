import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { buildPending } from '../test-support/build-pending.ts';
import { chooseOps, type Room } from './choose-ops.ts';
import { jsonBytes } from './json-bytes.ts';
import type { OpState } from './op-state.ts';
import { createOutbox } from './outbox.ts';
import type { PendingOp } from './pending-op.ts';

const room: Room = { ops: 500, bytes: 1_000_000, nowMs: 0, skipFailed: false };
const choose = (ops: readonly PendingOp[], parts: Partial<Room> = {}) =>
  chooseOps(createOutbox(ops).lanes(), { ...room, ...parts });
const numbers = (chosen: ReturnType<typeof chooseOps>) => chosen.ops.map(({ op }) => Number(op.opId.slice(-4)));

const inLane = (n: number, lane: string, parts: Partial<PendingOp> = {}) => buildPending(n, { lane, ...parts });
const failure = { code: 'op/invalid', message: '', retryable: false };
const failed: OpState = { kind: 'failed', failure };
const conflict: OpState = { kind: 'conflict', failure, theirs: undefined };
const inflight: OpState = { kind: 'inflight' };
const acked: OpState = { kind: 'acked', ack: { epoch: 'e1', rev: 1, at: 1 } };

test('[OUT-6] lanes take turns, each in its order, so that a long one does not keep the others out', () => {
  const ops = [1, 2, 3, 4].map((n) => inLane(n, 'long')).concat(inLane(5, 'b'), inLane(6, 'c'), inLane(7, 'c'));
  expect(numbers(choose(ops))).toEqual([1, 5, 6, 2, 7, 3, 4]);
  expect(numbers(choose(ops, { ops: 4 }))).toEqual([1, 5, 6, 2]);
  expect(numbers(choose(ops, { ops: 0 }))).toEqual([]);
});

test('[OUT-6] a lane that cannot go on holds up no other', () => {
  const outbox = createOutbox([
    inLane(1, 'saving', { stage: 'saving' }),
    inLane(2, 'failed', { state: failed }),
    inLane(3, 'failed'),
    inLane(4, 'later'),
    inLane(5, 'free'),
  ]);
  outbox.delay('later', 10);
  expect(numbers(chooseOps(outbox.lanes(), room))).toEqual([5]);
});

test('[OUT-7] nothing passes an op whose row is not durable yet', () => {
  expect(numbers(choose([buildPending(1), buildPending(2, { stage: 'saving' }), buildPending(3)]))).toEqual([1]);
});

test('[OUT-7] the first op of a push names the one in flight before it, the others follow in the push', () => {
  const ops = [buildPending(1, { state: inflight }), buildPending(2, { state: inflight }), buildPending(3)];
  const { ops: chosen } = choose([...ops, buildPending(4)]);
  expect(chosen.map(({ op }) => [op.opId, op.after])).toEqual([
    [build.id(3), build.id(2)],
    [build.id(4), undefined],
  ]);
});

test('[OUT-7] an op of unknown outcome goes again in its place; one confirmed is passed over', () => {
  const ops = [buildPending(1, { state: acked }), buildPending(2, { state: { kind: 'unknown' } }), buildPending(3)];
  const { ops: chosen } = choose(ops);
  expect(chosen.map(({ op }) => [op.opId, op.after])).toEqual([
    [build.id(2), undefined],
    [build.id(3), undefined],
  ]);
});

test('[OUT-8] a refused message stops its lane, or is passed over by policy', () => {
  for (const state of [failed, conflict]) {
    const ops = [buildPending(1), buildPending(2, { state }), buildPending(3)];
    expect(numbers(choose(ops))).toEqual([1]);
    expect(numbers(choose(ops, { skipFailed: true }))).toEqual([1, 3]);
  }
});

test('[OUT-8] a refused op that is no message never stops its lane', () => {
  const reaction = buildPending(1, { state: failed }, { collection: 'reaction', key: 'k' });
  expect(numbers(choose([reaction, buildPending(2)]))).toEqual([2]);
});

test('[OUT-9] a lane waits until its time has come, and the first such time is told', () => {
  const outbox = createOutbox([inLane(1, 'a'), inLane(2, 'b'), inLane(3, 'c')]);
  outbox.delay('a', 30);
  outbox.delay('b', 20);
  outbox.delay('c', 10);
  const at = (nowMs: number) => {
    const chosen = chooseOps(outbox.lanes(), { ...room, nowMs });
    return [numbers(chosen), chosen.retryAtMs];
  };
  expect([at(9), at(10), at(20)]).toEqual([
    [[], 10],
    [[3], 20],
    [[2, 3], 30],
  ]);
  outbox.clearDelays();
  expect(at(0)).toEqual([[1, 2, 3], undefined]);
});

test('[OUT-10] a push is filled to the byte', () => {
  const ops = [1, 2, 3].map((n) => buildPending(n));
  const bytes = ops.reduce((sum, { op }) => sum + jsonBytes(op) + 1, 0);
  expect(numbers(choose(ops, { bytes }))).toEqual([1, 2, 3]);
  expect(numbers(choose(ops, { bytes: bytes - 1 }))).toEqual([1, 2]);
});

test('[OUT-10] an op that no push can hold is named, its lane stops before it, the other lanes go on', () => {
  const huge = inLane(2, 'a', { op: build.op(2, { body: { text: 'é'.repeat(500) } }) });
  const ops = [inLane(1, 'a'), huge, inLane(3, 'a'), inLane(4, 'b'), inLane(5, 'b')];
  const chosen = choose(ops, { bytes: 1000 });
  expect([numbers(chosen), chosen.tooLarge.map(({ n }) => n)]).toEqual([[1, 4, 5], [2]]);
});

test('[OUT-10] an op that does not fit into what is left waits for the next push, and so does all behind it', () => {
  const wide = inLane(2, 'a', { op: build.op(2, { body: { text: 'x'.repeat(600) } }) });
  const chosen = choose([inLane(1, 'a'), wide, inLane(3, 'b'), inLane(4, 'b')], { bytes: 1000 });
  expect([numbers(chosen), chosen.tooLarge]).toEqual([[1, 3], []]);
});
