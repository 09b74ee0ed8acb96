import type { Marks } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { op, send } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld, type WorldOptions } from '../test-support/world.ts';

const merged = (device: Device): Record<string, readonly [number, number]> =>
  Object.fromEntries(
    device
      .of('marks')
      .flatMap((frame: Marks) => frame.marks.map(({ user, delivered, read }) => [user, [delivered, read]])),
  );

async function threeMessages(options: WorldOptions = {}) {
  const world = openWorld(options);
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  await alice.push(send(stream, '1'), send(stream, '2'), send(stream, '3'));
  const mark = async (device: Device, marks: object): Promise<void> => {
    await device.say({ type: 'mark', marks: [{ stream, ...marks }] });
    await world.runtime.advance(1_000);
  };
  return { world, alice, bob, stream, mark };
}

test('[PRO-31] marks merge by max, read raises delivered, none passes the head or falls', async () => {
  const { alice, bob, mark } = await threeMessages();
  await mark(bob, { read: 2 });
  expect(merged(alice)).toEqual({ bob: [2, 2] });
  await mark(bob, { delivered: 1, read: 1 });
  await mark(bob, { delivered: 99 });
  expect(merged(alice)).toEqual({ bob: [3, 2] });
  expect(merged(bob)).toEqual(merged(alice));
  await mark(bob, { read: 99 });
  expect(merged(alice)).toEqual({ bob: [3, 3] });
  expect(alice.of('marks').map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

test('[PRO-31] sending raises its author’s marks without a marksRev; the newest page has them', async () => {
  const { alice, bob, stream } = await threeMessages();
  await bob.push(send(stream, '4'));
  expect([...alice.of('marks'), ...bob.of('marks')]).toEqual([]);
  expect(await alice.pull(stream, { kind: 'newest', sinceRev: 0, marksRev: 0 })).toMatchObject({
    head: { marksRev: 0 },
    marks: [
      { user: 'alice', delivered: 3, read: 3 },
      { user: 'bob', delivered: 4, read: 4 },
    ],
  });
  await bob.say({ type: 'mark', marks: [{ stream, read: 3 }] });
  expect(alice.of('marks')).toEqual([]);
});

test('[PRO-31] a new member starts at the head', async () => {
  const { world, alice, stream } = await threeMessages();
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'eve' }), send(stream, '4'));
  expect(merged(alice)).toEqual({ eve: [3, 3] });
  expect(await (await world.join('eve')).pull(stream, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    head: { marksRev: 1 },
    marks: [{ user: 'eve', delivered: 3, read: 3 }],
  });
});

test('[PRO-32] marks go to all sessions of all members at most once a second a stream, contiguous', async () => {
  const { world, alice, bob, stream } = await threeMessages();
  const laptop = await world.join('bob');
  for (const read of [1, 2, 3]) await bob.say({ type: 'mark', marks: [{ stream, read }] });
  expect(alice.of('marks')).toMatchObject([{ from: 0, to: 1, marks: [{ user: 'bob', read: 1 }] }]);
  await world.runtime.advance(999);
  expect(alice.of('marks')).toHaveLength(1);
  await world.runtime.advance(1);
  for (const device of [alice, bob, laptop]) {
    expect(device.of('marks').at(-1)).toMatchObject({ from: 1, to: 3, marks: [{ user: 'bob', read: 3 }] });
  }
});

test('[PRO-32] who left is told of no more, and leaves no hole', async () => {
  const { world, alice, bob, stream } = await threeMessages();
  await bob.say({ type: 'mark', marks: [{ stream, delivered: 1 }] });
  await bob.say({ type: 'mark', marks: [{ stream, read: 3 }] });
  await bob.push(op(stream, 'member', 'delete', undefined, { key: 'bob' }));
  await world.runtime.advance(1_000);
  expect(alice.of('marks')).toMatchObject([
    { to: 1, marks: [{ user: 'bob' }] },
    { from: 1, to: 2, marks: [] },
  ]);
});

test('[PRO-32] in a large group a raise is told to who raised it and to whose message it passes; all frames stay contiguous', async () => {
  const { world, alice, bob, stream } = await threeMessages({ limits: { namedMarks: 1 } });
  const [laptop, eve] = [await world.join('bob'), await world.join('eve')];
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'eve' }));
  await world.runtime.advance(10_000);
  const tell = async (device: Device, mark: object) => {
    for (const each of [alice, bob, laptop, eve]) each.take();
    await device.say({ type: 'mark', marks: [{ stream, ...mark }] });
    await world.runtime.advance(10_000);
    return [alice, bob, laptop, eve].map((each) => each.of('marks').map(({ marks }) => marks.map(({ user }) => user)));
  };
  expect(await tell(bob, { read: 3 })).toEqual([[['bob']], [['bob']], [['bob']], [[]]]);
  await eve.push(send(stream, '4'));
  expect(await tell(bob, { delivered: 4 })).toEqual([[[]], [['bob']], [['bob']], [['bob']]]);
  expect(await tell(bob, { read: 4 })).toEqual([[[]], [['bob']], [['bob']], [['bob']]]);
  expect(await alice.pull(stream, { kind: 'newest', sinceRev: 0, marksRev: 0 })).toMatchObject({
    marks: [{}, { user: 'bob', delivered: 4, read: 4 }, {}],
  });
});

test('[PRO-32] a large group is told less often, and nothing is lost in between', async () => {
  const { world, alice, bob, stream } = await threeMessages({ limits: { namedMarks: 1 } });
  for (const read of [1, 2, 3]) await bob.say({ type: 'mark', marks: [{ stream, read }] });
  await world.runtime.advance(1_999);
  expect(alice.of('marks')).toHaveLength(1);
  await world.runtime.advance(1);
  expect(alice.of('marks')).toMatchObject([
    { from: 0, to: 1 },
    { from: 1, to: 3, marks: [{ user: 'bob', read: 3 }] },
  ]);
});

test('[PRO-32] of messages from before the server began it is not known whose they are: raises past them go to all', async () => {
  const before = await threeMessages();
  const { stream } = before;
  const world = openWorld({ log: before.world.log, limits: { namedMarks: 1 } });
  const [ann, ben] = [await world.join('alice'), await world.join('bob')];
  await ben.say({ type: 'mark', marks: [{ stream, read: 2 }] });
  expect(ann.of('marks')).toMatchObject([{ marks: [{ user: 'bob', read: 2 }] }]);
});

test('[PRO-32] pulls carry the marks that were lost', async () => {
  const { world, alice, bob, stream, mark } = await threeMessages();
  await mark(bob, { read: 1 });
  await mark(bob, { read: 2 });
  const want = { kind: 'since', rev: 6, marksRev: 1 } as const;
  expect(await alice.pull(stream, want)).toMatchObject({ head: { marksRev: 2 }, marks: [{ user: 'bob', read: 2 }] });
  expect(await alice.pull(stream, { ...want, marksRev: 2 })).toMatchObject({ marks: [] });
  expect(world.failures).toEqual([]);
});

test('[PRO-33] a private raise shows in one’s own sessions only', async () => {
  const { world, alice, bob, stream, mark } = await threeMessages();
  const laptop = await world.join('bob');
  await mark(bob, { delivered: 2 });
  await mark(bob, { read: 3, private: true });
  expect(merged(laptop)).toEqual({ bob: [3, 3] });
  expect(merged(alice)).toEqual({ bob: [2, 0] });
  expect(alice.of('marks').map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 2],
  ]);
  const want = { kind: 'newest', sinceRev: 0, marksRev: 0 } as const;
  expect(await alice.pull(stream, want)).toMatchObject({ marks: [{}, { user: 'bob', delivered: 2, read: 0 }] });
  expect(await laptop.pull(stream, want)).toMatchObject({ marks: [{}, { user: 'bob', delivered: 3, read: 3 }] });
});

test('[PRO-33] what was read privately may be shown later', async () => {
  const { alice, bob, mark } = await threeMessages();
  await mark(bob, { read: 3, private: true });
  await mark(bob, { read: 2 });
  expect(merged(alice)).toEqual({ bob: [2, 2] });
  expect(merged(bob)).toEqual({ bob: [3, 3] });
});

test('[PRO-30] marks on a stream that is not one’s own are refused as on a missing one', async () => {
  const { world, alice, stream } = await threeMessages();
  const eve = await world.join('eve');
  eve.take();
  await eve.say({
    type: 'mark',
    marks: [
      { stream, read: 1 },
      { stream: 'conversation:none', read: 1 },
    ],
  });
  expect(eve.of('error').map(({ code }) => code)).toEqual(['stream/unknown', 'stream/unknown']);
  expect(alice.of('marks')).toEqual([]);
});

test('[PRO-34] a signal goes to the other members who are connected, whatever its kind, and is not stored', async () => {
  const { world, alice, bob, stream } = await threeMessages();
  const eve = await world.join('eve');
  const before = await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 });
  await alice.say({ type: 'signal', stream, kind: 'waves-a-flag', ttlMs: 5_000 });
  expect(bob.of('signal')).toEqual([{ type: 'signal', stream, from: 'alice', kind: 'waves-a-flag', ttlMs: 5_000 }]);
  expect([...alice.of('signal'), ...eve.of('signal')]).toEqual([]);
  const after = await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 });
  expect(after).toEqual({ ...before, re: (after as { re: number }).re });
  await eve.say({ type: 'signal', stream, kind: 'typing', ttlMs: 1 });
  expect(eve.of('error')).toMatchObject([{ code: 'stream/unknown' }]);
});

test('[PRO-34] a signal is dropped before anything else is', async () => {
  const { alice, bob, stream } = await threeMessages();
  bob.buffered = 2_000_000;
  await alice.say({ type: 'signal', stream, kind: 'typing', ttlMs: 1 });
  await alice.push(send(stream, '4'));
  expect(bob.of('signal')).toEqual([]);
  expect(bob.of('changes').at(-1)).toMatchObject({ to: 7 });
});
