import { conversationStream, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

const stream = conversationStream('crew');

test('[PRO-17] the first put of its row makes a conversation: its author owns it, revs begin at 1', async () => {
  const alice = await openWorld().join('alice');
  const [made] = await alice.push(create('crew', ['bob', 'alice', 'bob'], { title: 'Crew' }));
  expect(made).toMatchObject({
    ok: {
      from: 0,
      rev: 3,
      rows: [
        { collection: 'conversation', key: 'crew', rev: 1, body: { kind: 'group', title: 'Crew' } },
        { collection: 'member', key: 'alice', rev: 2, body: { role: 'owner' } },
        { collection: 'member', key: 'bob', rev: 3, body: { role: 'member' } },
      ],
    },
  });
});

test('[PRO-17] creation and the first message may go in one push', async () => {
  const alice = await openWorld().join('alice');
  const results = await alice.push(create('crew', ['bob']), send(stream, 'ahoy'));
  expect(results).toMatchObject([{ ok: { rev: 3 } }, { ok: { rev: 4, ord: 1 } }]);
});

test('[PRO-17] a conversation that exists is not made again, nor one under another key', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob');
  expect(await alice.push(create('crew', []))).toMatchObject([{ error: { code: 'op/exists' } }]);
  const astray = op(conversationStream('a'), 'conversation', 'put', { kind: 'group', members: [] }, { key: 'b' });
  expect(await alice.push(astray)).toMatchObject([{ error: { code: 'op/invalid' } }]);
  const eve = await world.join('eve');
  expect(await eve.push(create('crew', []))).toMatchObject([{ error: { code: 'stream/unknown' } }]);
});

test('[PRO-17] owner and admins change title and meta, members do not; the kind stays', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob', 'eve');
  await alice.push(op(stream, 'member', 'put', { role: 'admin' }, { key: 'bob' }));
  const bob = await world.join('bob');
  const eve = await world.join('eve');
  const patch = (body: object) => op(stream, 'conversation', 'patch', body as never, { key: 'crew' });
  expect(await bob.push(patch({ title: 'Deck', meta: { a: 1 } }))).toMatchObject([
    { ok: { rows: [{ author: 'alice', body: { kind: 'group', title: 'Deck', meta: { a: 1 } } }] } },
  ]);
  expect(await eve.push(patch({ title: 'Mine' }))).toMatchObject([{ error: { code: 'op/forbidden' } }]);
  expect(await alice.push(patch({ kind: 'direct' }))).toMatchObject([{ error: { code: 'op/invalid' } }]);
});

test('[PRO-18] membership is told in the conversation and in the member’s own stream by one commit', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world);
  const bob = await world.join('bob');
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'bob' }));
  const member = await alice.pull(stream, { kind: 'since', rev: 2, marksRev: 0 });
  const membership = await bob.pull(userStream('bob'), { kind: 'since', rev: 0, marksRev: 0 });
  expect(member).toMatchObject({ rows: [{ collection: 'member', key: 'bob', rev: 3, body: { role: 'member' } }] });
  expect(membership).toMatchObject({
    rows: [{ collection: 'membership', key: 'crew', rev: 1, body: { role: 'member' } }],
  });
});

test('[PRO-18] only owner and admins add and remove; everyone may leave; only owners touch owners', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob', 'eve');
  const [bob, eve] = [await world.join('bob'), await world.join('eve')];
  const member = (key: string, kind: 'put' | 'delete', role = 'member') =>
    op(stream, 'member', kind, kind === 'put' ? { role } : undefined, { key });
  const code = { error: { code: 'op/forbidden' } };
  expect(await bob.push(member('zoe', 'put'))).toMatchObject([code]);
  expect(await bob.push(member('eve', 'delete'))).toMatchObject([code]);
  expect(await eve.push(member('eve', 'delete'))).toMatchObject([{ ok: {} }]);
  await alice.push(member('bob', 'put', 'admin'));
  expect(await bob.push(member('zoe', 'put'))).toMatchObject([{ ok: {} }]);
  expect(await bob.push(member('alice', 'delete'))).toMatchObject([code]);
  expect(await bob.push(member('bob', 'put', 'owner'))).toMatchObject([code]);
});

test('[PRO-18] removing somebody who never was a member changes nothing, and may be done again', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob');
  const remove = () => op(stream, 'member', 'delete', undefined, { key: 'zoe' });
  expect(await alice.push(remove())).toMatchObject([{ ok: { rev: 3 } }]);
  expect(await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'zoe' }), remove())).toMatchObject([
    { ok: { rev: 4 } },
    { ok: { rev: 5 } },
  ]);
  expect(await alice.push(remove())).toMatchObject([{ ok: { rev: 5 } }]);
});

test('[PRO-18] from the commit of the removal on, access has ended, even within one batch', async () => {
  const world = openWorld();
  const { alice } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  await alice.push(
    send(stream, 'before'),
    op(stream, 'member', 'delete', undefined, { key: 'bob' }),
    send(stream, 'secret'),
  );
  expect(bob.of('changes')).toMatchObject([
    { stream, from: 3, to: 4, rows: [{ body: { text: 'before' } }] },
    { stream: userStream('bob'), rows: [{ collection: 'membership', key: 'crew', deleted: true }] },
  ]);
  expect(JSON.stringify(bob.frames)).not.toContain('secret');
  expect(await bob.pull(stream, { kind: 'since', rev: 4, marksRev: 0 })).toMatchObject({ code: 'stream/unknown' });
  expect(await bob.push(send(stream, 'still here'))).toMatchObject([{ error: { code: 'stream/unknown' } }]);
});
