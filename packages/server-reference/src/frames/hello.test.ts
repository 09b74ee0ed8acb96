import { userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { op, send } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

test('[PRO-3] welcome names the session, the user, the history and the limits', async () => {
  const world = openWorld({ limits: { bodyBytes: 99 } });
  const alice = await world.join('alice');
  expect(alice.frames).toMatchObject([
    {
      type: 'welcome',
      protocol: 1,
      user: 'alice',
      epoch: world.log.epoch,
      time: world.runtime.now(),
      limits: { bodyBytes: 99 },
    },
  ]);
});

test('[PRO-3] a session hears of its conversations at once, also of those joined later', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const eve = await world.join('eve');
  await alice.push(
    send(stream, 'one'),
    op(stream, 'member', 'put', { role: 'member' }, { key: 'eve' }),
    send(stream, 'two'),
  );
  expect(bob.of('changes')).toMatchObject([{ stream, from: 3, to: 6 }]);
  expect(eve.of('changes')).toMatchObject([
    { stream, from: 4, to: 6 },
    { stream: userStream('eve'), from: 0, to: 1, rows: [{ collection: 'membership', key: 'crew' }] },
  ]);
});

test('[PRO-3] of the cursors in hello, those that moved are named and no others', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  await alice.push(send(stream, 'one'));
  const epoch = world.log.epoch;
  const cursor = (rev: number) => ({ stream, epoch, rev, marksRev: 0 });
  const behind = await world.join('bob', { cursors: [cursor(3), { ...cursor(1), stream: userStream('bob') }] });
  expect(behind.of('heads')).toMatchObject([{ heads: [{ stream, rev: 4, ord: 1 }] }]);
  const level = await world.join('bob', { cursors: [cursor(4)] });
  expect(level.frames.map(({ type }) => type)).toEqual(['welcome']);
});

test('[PRO-3] a cursor of another epoch, or ahead of the server, is answered by reset', async () => {
  const world = openWorld();
  const { stream } = await openConversation(world, 'bob');
  const other = await world.join('bob', { cursors: [{ stream, epoch: 'other', rev: 3, marksRev: 0 }] });
  expect(other.of('reset')).toMatchObject([{ stream, epoch: world.log.epoch, why: 'epoch' }]);
  const ahead = await world.join('bob', { cursors: [{ stream, epoch: world.log.epoch, rev: 4, marksRev: 0 }] });
  expect(ahead.of('reset')).toMatchObject([{ stream, why: 'ahead' }]);
  expect(ahead.of('reset')[0]?.epoch).not.toBe(world.log.epoch);
});

test('[PRO-30] a cursor of a stream that is not theirs tells a stranger nothing', async () => {
  const world = openWorld();
  const { stream } = await openConversation(world, 'bob');
  const epoch = world.log.epoch;
  const streams = [stream, 'conversation:none', userStream('bob'), 'app:bob/notes'] as const;
  const eve = await world.join('eve', {
    cursors: streams.map((each) => ({ stream: each, epoch, rev: 99, marksRev: 0 })),
  });
  expect(eve.frames.map(({ type }) => type)).toEqual(['welcome']);
});
