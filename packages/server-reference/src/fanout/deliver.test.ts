import type { Op, ServerFrame, StreamId } from '@tidemark/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { op, send } from '../test-support/ops.ts';
import { settle } from '../test-support/virtual-runtime.ts';
import { type Device, openConversation, openWorld } from '../test-support/world.ts';

/** The revs a session was told of a stream, in the order of arrival. */
function told(frames: readonly ServerFrame[], stream: StreamId): number[] {
  return frames.flatMap((frame) => {
    if (frame.type === 'changes' && frame.stream === stream) return range(frame.from + 1, frame.to);
    if (frame.type !== 'results') return [];
    return frame.results.flatMap((result) => {
      if (!('ok' in result) || result.ok.stream !== stream || result.ok.duplicate) return [];
      return range((result.ok.from ?? result.ok.rev - 1) + 1, result.ok.rev);
    });
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

test('[PRO-26] one’s own revs come as results, others’ as changes, in one order without a hole', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  const push = (device: Device, ...ops: readonly Op[]) => device.say({ type: 'push', ops });
  await Promise.all([
    push(alice, send(stream, 'a1'), send(stream, 'a2')),
    push(bob, send(stream, 'b1')),
    push(alice, send(stream, 'a3')),
  ]);
  expect(alice.frames.map(({ type }) => type)).toEqual(['results', 'changes', 'results']);
  expect(bob.frames.map(({ type }) => type)).toEqual(['changes', 'results', 'changes']);
  expect([told(alice.frames, stream), told(bob.frames, stream)]).toEqual([range(4, 7), range(4, 7)]);
});

test('[PRO-26] another session of the pusher gets changes', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const laptop = await world.join('alice');
  await alice.push(send(stream, 'ahoy'));
  expect(laptop.of('changes')).toMatchObject([{ from: 2, to: 3, head: { rev: 3, ord: 1 } }]);
  expect(alice.of('changes')).toEqual([]);
});

test('[PRO-10] a row changed twice in a batch is told once, in its last state', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy, send(stream, 'two'), op(stream, 'message', 'patch', { text: 'edited' }, { key: ahoy.opId }));
  expect(bob.of('changes')).toMatchObject([
    {
      from: 3,
      to: 6,
      rows: [
        { rev: 5, ord: 2 },
        { rev: 6, ord: 1, body: { text: 'edited' } },
      ],
    },
  ]);
});

test('[PRO-26] a large batch is told in several frames without a hole', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  await alice.push(...Array.from({ length: 20 }, () => send(stream, 'x'.repeat(30_000))).slice(0, 2));
  await Promise.all(
    Array.from({ length: 20 }, () => alice.say({ type: 'push', ops: [send(stream, 'x'.repeat(30_000))] })),
  );
  expect(bob.of('changes').length).toBeGreaterThan(2);
  expect(told(bob.frames, stream)).toEqual(range(4, 25));
});

test('[PRO-14] revs and ords are dense, and every session sees the same order, whoever pushes when', async () => {
  const step = fc.record({
    who: fc.integer({ min: 0, max: 3 }),
    kinds: fc.array(fc.constantFrom('send', 'edit', 'bad', 'title', 'again'), { minLength: 1, maxLength: 5 }),
    settles: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const world = openWorld();
      const { alice, stream } = await openConversation(world, 'bob', 'eve');
      const devices = [alice, await world.join('alice'), await world.join('bob'), await world.join('eve')];
      for (const device of devices) device.take();
      const sent: Op[] = [];
      for (const { who, kinds, settles } of steps) {
        const ops = kinds.map((kind, n) => makeOp(stream, kind, sent, who, n));
        const saying = devices[who]?.say({ type: 'push', ops });
        if (settles) await saying;
      }
      await settle();
      const answer = await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 }, { limit: 1_000 });
      const { rev, ord } = answer.type === 'changes' ? answer.head : { rev: -1, ord: -1 };
      for (const device of devices) {
        const live = device.take().filter((frame) => !('re' in frame));
        expect(told(live, stream)).toEqual(range(5, rev));
      }
      const ords = answer.type === 'changes' ? answer.rows.flatMap((row) => row.ord ?? []) : [];
      expect(ords.toSorted((a, b) => a - b)).toEqual(range(1, ord));
      expect(world.failures).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

function makeOp(stream: StreamId, kind: string, sent: Op[], who: number, n: number): Op {
  const some = sent[(who + n) % Math.max(1, sent.length)];
  if (kind === 'title') return op(stream, 'conversation', 'patch', { title: `${who} ${n}` }, { key: 'crew' });
  if (kind === 'bad') return op(stream, 'message', 'put', { text: 1 });
  if (kind === 'again' && some) return some;
  if (kind === 'edit' && some) return op(stream, 'message', 'patch', { text: `${n}` }, { key: some.opId });
  const made = send(stream, `${who}`);
  sent.push(made);
  return made;
}
