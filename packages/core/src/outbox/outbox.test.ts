import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPending } from '../test-support/build-pending.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { PendingOp } from './pending-op.ts';

const idsIn = (outbox: Outbox, lane: string) => [...(outbox.lane(lane)?.ops.values() ?? [])].map(({ n }) => n);
const lane = buildPending(1).lane;
const other = 'app:ann/task';
const inLane = (n: number, name: string): PendingOp => buildPending(n, { lane: name });
const ack = { epoch: 'e1', rev: 1, at: 1 };

test('[OUT-4] places follow what is stored and are given once, also when the lane was empty between', () => {
  const outbox = createOutbox([buildPending(9), buildPending(4)]);
  expect([idsIn(outbox, lane), outbox.nextPlace(lane), outbox.nextPlace(other)]).toEqual([[4, 9], 10, 1]);
  outbox.remove([...outbox.all()].map(({ op }) => op.opId));
  expect([outbox.lane(lane), outbox.nextPlace(lane)]).toEqual([undefined, 10]);
});

test('[OUT-4] places before a lane are never given again', () => {
  const outbox = createOutbox([buildPending(3)]);
  const first = outbox.placesBefore(lane, 2);
  const ids = [101, 102].map((n, i) => buildPending(n, { n: first + i }));
  outbox.add(ids);
  expect(idsIn(outbox, lane)).toEqual([first, first + 1, 3]);
  outbox.remove(ids.map(({ op }) => op.opId));
  expect(outbox.placesBefore(lane, 1)).toBeLessThan(first);
  expect(outbox.nextPlace(lane)).toBe(4);
});

test('[OUT-3] an opId stands in the outbox once', () => {
  const outbox = createOutbox([buildPending(1)]);
  outbox.add([buildPending(1, { n: 5 })]);
  expect([idsIn(outbox, lane), outbox.openCount(), outbox.nextPlace(lane)]).toEqual([[1], 1, 2]);
});

test('[OUT-5] a lane is told when it looks different from outside, and not when only the way of an op moves', () => {
  const outbox = createOutbox([buildPending(1)]);
  const told: string[] = [];
  outbox.subscribe((name) => told.push(name));
  const { opId } = buildPending(1).op;
  outbox.move(opId, { kind: 'pushed' });
  outbox.move(opId, { kind: 'lost' });
  outbox.replace({ ...(outbox.get(opId) as PendingOp), stage: 'counted' });
  expect(told).toEqual([]);
  outbox.replace({ ...(outbox.get(opId) as PendingOp), attempts: 1 });
  outbox.move(opId, { kind: 'confirmed', ack });
  expect(told).toEqual([lane, lane]);
});

test('[OUT-5] a lane is told when its wait becomes longer, or is over before its time', () => {
  const outbox = createOutbox([buildPending(1)]);
  const told: string[] = [];
  outbox.subscribe((name) => told.push(name));
  outbox.clearDelays();
  expect(told).toEqual([]);
  outbox.delay(lane, 10);
  outbox.delay(lane, 5);
  expect([told, outbox.lane(lane)?.retryAtMs]).toEqual([[lane], 10]);
  outbox.clearDelays();
  expect([told, outbox.lane(lane)?.retryAtMs]).toEqual([[lane, lane], 0]);
});

test('[OUT-5] each lane is told once of what came or went together, until the listener leaves', () => {
  const outbox = createOutbox([]);
  const told: string[] = [];
  const leave = outbox.subscribe((name) => told.push(name));
  const ops = [inLane(1, lane), inLane(2, other), inLane(3, lane)];
  outbox.add(ops);
  outbox.remove(ops.map(({ op }) => op.opId));
  outbox.remove(['gone']);
  leave();
  outbox.add(ops);
  expect(told).toEqual([lane, other, lane, other]);
});

test('[OUT-5] what is gone is neither moved nor replaced', () => {
  const outbox = createOutbox([]);
  outbox.replace(buildPending(1));
  expect([outbox.move('gone', { kind: 'pushed' }), [...outbox.all()]]).toEqual([undefined, []]);
});

const refusal = { code: 'op/invalid', class: 'permanent', message: '' } as const;
const step = fc.record({
  kind: fc.constantFrom('add', 'before', 'remove', 'pushed', 'confirmed', 'refused', 'lost', 'retried', 'lost-all'),
  lane: fc.constantFrom(lane, other),
  pick: fc.nat(20),
});

test('[OUT-4] counts, places and orders are those of a recount after any history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const outbox = createOutbox([]);
      const given = new Set<string>();
      let made = 0;
      for (const { kind, lane: name, pick } of steps) {
        const all = [...outbox.all()];
        const opId = all[pick % Math.max(1, all.length)]?.op.opId ?? 'none';
        if (kind === 'add' || kind === 'before') {
          const n = kind === 'add' ? outbox.nextPlace(name) : outbox.placesBefore(name, 1);
          expect(given.has(`${name} ${n}`)).toBe(false);
          given.add(`${name} ${n}`);
          outbox.add([buildPending(++made, { lane: name, n })]);
        } else if (kind === 'remove') outbox.remove([opId]);
        else if (kind === 'lost-all') outbox.moveAll({ kind: 'lost' });
        else if (kind === 'confirmed') outbox.move(opId, { kind, ack });
        else if (kind === 'refused') outbox.move(opId, { kind, refusal });
        else outbox.move(opId, { kind });
        check(outbox);
      }
    }),
  );
});

function check(outbox: Outbox): void {
  const all = [...outbox.all()];
  const of = (...kinds: string[]) => all.filter(({ state }) => kinds.includes(state.kind));
  expect(outbox.openCount()).toBe(all.length - of('failed', 'conflict').length);
  expect(outbox.inflightCount()).toBe(of('inflight').length);
  expect(new Set(outbox.acked())).toEqual(new Set(of('acked')));
  const inLanes = [...outbox.lanes()].map(({ ops }) => [...ops.values()]);
  expect(new Set(inLanes.flat())).toEqual(new Set(all));
  for (const ops of inLanes) {
    expect(ops.length).toBeGreaterThan(0);
    expect(ops.map(({ n }) => n)).toEqual(ops.map(({ n }) => n).sort((a, b) => a - b));
    for (const pending of ops) expect(outbox.get(pending.op.opId)).toBe(pending);
  }
}
