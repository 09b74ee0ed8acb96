import { userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

test('[PRO-11] pong shows what fan-out lost: read from the log, not from what was told', async () => {
  const world = openWorld({ faults: { dropsFanOut: ({ user }) => user === 'bob' } });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  await alice.push(send(stream, 'lost'));
  expect(bob.of('changes')).toEqual([]);
  await bob.say({ type: 'ping' });
  expect(bob.of('pong')).toMatchObject([
    {
      heads: [
        { stream, rev: 4, ord: 1 },
        { stream: userStream('bob'), rev: 1 },
      ],
    },
  ]);
});

test('[PRO-11] pong names what moved since the last ping but one, at least of the last 30 s, and no more', async () => {
  const world = openWorld({ limits: { heartbeatMs: 60_000 } });
  const { alice, stream } = await openConversation(world);
  const heads = async () => {
    await alice.say({ type: 'ping' });
    return alice
      .of('pong')
      .at(-1)
      ?.heads.map((head) => head.stream);
  };
  await world.runtime.advance(20_000);
  expect(await heads()).toEqual([stream, userStream('alice')]);
  await world.runtime.advance(50_000);
  await alice.push(create('other', []));
  expect(await heads()).toContain('conversation:other');
  await world.runtime.advance(50_000);
  expect(await heads()).toEqual(['conversation:other', userStream('alice')]);
  await world.runtime.advance(50_000);
  await heads();
  await world.runtime.advance(50_000);
  expect(await heads()).toEqual([]);
});

test('[PRO-11] pong names marks that moved, and nothing of streams one left', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  await alice.push(send(stream, '1'));
  for (let count = 0; count < 3; count++) {
    await world.runtime.advance(40_000);
    await alice.say({ type: 'ping' });
    await bob.say({ type: 'ping' });
  }
  expect(bob.of('pong').at(-1)?.heads).toEqual([]);
  await bob.say({ type: 'mark', marks: [{ stream, read: 1 }] });
  await bob.say({ type: 'ping' });
  expect(bob.of('pong').at(-1)).toMatchObject({ heads: [{ stream, marksRev: 1 }] });
  await alice.push(op(stream, 'member', 'delete', undefined, { key: 'bob' }));
  await bob.say({ type: 'ping' });
  expect(
    bob
      .of('pong')
      .at(-1)
      ?.heads.map((head) => head.stream),
  ).toEqual([userStream('bob')]);
});
