import { conversationStream, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

const setName = (user: string, name: string) => op(userStream(user), 'profile', 'put', { name }, { key: 'profile' });

test('[PRO-19] a name is copied to one’s member rows in the same commit', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  expect(await bob.push(setName('bob', 'Bob B.'))).toMatchObject([
    { ok: { stream: userStream('bob'), rows: [{ key: 'profile', body: { name: 'Bob B.' } }] } },
  ]);
  expect(alice.of('changes')).toMatchObject([
    { stream, from: 3, to: 4, rows: [{ collection: 'member', key: 'bob', body: { role: 'member', name: 'Bob B.' } }] },
  ]);
});

test('[PRO-19] who joins later brings the name along, also within the batch that set it', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const [, made] = await alice.push(setName('alice', 'Al'), create('crew', []));
  expect(made).toMatchObject({ ok: { rows: [{}, { key: 'alice', body: { role: 'owner', name: 'Al' } }] } });
  await alice.push(create('other', []), setName('alice', 'Alice'));
  for (const id of ['crew', 'other']) {
    expect(await alice.pull(conversationStream(id), { kind: 'newest', sinceRev: 0, marksRev: 0 })).toMatchObject({
      rows: [{}, { key: 'alice', body: { name: 'Alice' } }],
    });
  }
});

test('[PRO-19] nobody writes another’s profile, and no other collection of the stream', async () => {
  const alice = await openWorld().join('alice');
  expect(await alice.push(setName('bob', 'Bobby'))).toMatchObject([{ error: { code: 'stream/unknown' } }]);
  const membership = op(userStream('alice'), 'membership', 'put', { role: 'owner' }, { key: 'crew' });
  expect(await alice.push(membership)).toMatchObject([{ error: { code: 'op/invalid' } }]);
});
