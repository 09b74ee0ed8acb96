import { conversationStream, type Op, type Result, type StreamId, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send, uuid7 } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld, type World } from '../test-support/world.ts';

const codes = (results: readonly Result[]) => results.map((result) => ('error' in result ? result.error.code : 'ok'));
const begin = (root: string, author?: string): Op =>
  op(
    conversationStream(root),
    'conversation',
    'put',
    { kind: 'thread', parent: 'crew', root, members: author === undefined ? [] : [author] },
    { key: root },
  );
const member = (stream: StreamId, kind: Op['kind'], key: string): Op =>
  op(stream, 'member', kind, kind === 'delete' ? undefined : { role: 'member' }, { key });

interface Scene {
  readonly world: World;
  readonly alice: Device;
  readonly bob: Device;
  readonly parent: StreamId;
  readonly root: Op;
  readonly thread: StreamId;
}

/** Alice says something in the crew of alice, bob and eve; bob begins a thread and replies once. */
async function openThread(): Promise<Scene> {
  const world = openWorld();
  const { alice, stream: parent } = await openConversation(world, 'bob', 'eve');
  const bob = await world.join('bob');
  const root = send(parent, 'root');
  await alice.push(root);
  const thread = conversationStream(root.opId);
  expect(codes(await bob.push(begin(root.opId, 'alice'), send(thread, 'reply')))).toEqual(['ok', 'ok']);
  return { world, alice, bob, parent, root, thread };
}

test('[PRO-56] a thread begins at a message one sees, once, whoever begins it', async () => {
  const { world, alice, bob, thread, root } = await openThread();
  expect(await alice.push(begin(root.opId))).toMatchObject([{ ok: { rows: [] } }]);
  expect(await bob.pull(thread, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    rows: [
      { collection: 'conversation', body: { kind: 'thread', parent: 'crew', root: root.opId } },
      { collection: 'member', key: 'bob', body: { role: 'member' } },
      { collection: 'member', key: 'alice', body: { role: 'member' } },
      { collection: 'message', ord: 1 },
    ],
  });
  const none = uuid7();
  const reply = send(thread, 'deeper');
  await bob.push(reply);
  expect(codes(await bob.push(begin(none)))).toEqual(['op/missing']);
  expect(
    codes(await bob.push({ ...begin(reply.opId), body: { ...begin(reply.opId).body, parent: root.opId } })),
  ).toEqual(['op/invalid']);
  const other = send(root.stream, 'other');
  await alice.push(other);
  expect(codes(await bob.push(begin(other.opId, 'eve')))).toEqual(['op/invalid']);
  const zoe = await world.join('zoe');
  expect(codes(await zoe.push(begin(other.opId), begin(root.opId)))).toEqual(['op/missing', 'stream/unknown']);
});

test('[PRO-56] an author who left is no member of the thread, and who comes back later sees none of the old', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const bob = await world.join('bob');
  const [first, second] = [send('conversation:crew', 'first'), send('conversation:crew', 'second')];
  await alice.push(create('crew', ['bob', 'eve'], { history: 'joined' }));
  await bob.push(first, second, begin(second.opId));
  await alice.push(member('conversation:crew', 'delete', 'bob'));
  expect(await alice.push(begin(first.opId, 'bob'))).toMatchObject([
    { ok: { rows: [{ collection: 'conversation' }, { collection: 'member', key: 'alice' }] } },
  ]);
  await alice.push(member('conversation:crew', 'put', 'bob'));
  await bob.say({ type: 'list', id: 1, limit: 9 });
  const [summaries] = bob.of('summaries');
  expect(summaries?.summaries.map(({ stream }) => stream)).toEqual(['conversation:crew']);
});

test('[PRO-56] a pending root is named in `after`, across lanes', async () => {
  const { alice, parent } = await openThread();
  const root = send(parent, 'later');
  const thread = { ...begin(root.opId), after: root.opId };
  expect(codes(await alice.push(thread))).toEqual(['op/predecessor']);
  expect(codes(await alice.push(root, thread))).toEqual(['ok', 'ok']);
});

test('[PRO-56] who leaves the parent has no access to its threads, by any frame', async () => {
  const { world, alice, bob, parent, thread } = await openThread();
  const eve = await world.join('eve');
  await eve.push(member(thread, 'put', 'eve'));
  await alice.push(send(thread, 'for eve'));
  await alice.push(member(parent, 'delete', 'bob'));
  bob.take();
  expect(codes(await bob.push(send(thread, 'still here')))).toEqual(['stream/unknown']);
  expect(await bob.pull(thread, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({ code: 'stream/unknown' });
  bob.take();
  await bob.say(
    { type: 'mark', marks: [{ stream: thread, read: 1 }] },
    { type: 'signal', stream: thread, kind: 'typing', ttlMs: 1_000 },
    { type: 'list', id: 99, limit: 10 },
    { type: 'ping' },
  );
  const told = bob.take();
  expect(told.filter(({ type }) => type === 'error')).toMatchObject([
    { code: 'stream/unknown' },
    { code: 'stream/unknown' },
  ]);
  expect(JSON.stringify(told.filter(({ type }) => type !== 'error'))).not.toContain(thread);
  await alice.push(send(thread, 'among us'));
  await alice.say({ type: 'signal', stream: thread, kind: 'typing', ttlMs: 1_000 });
  await eve.say({ type: 'mark', marks: [{ stream: thread, read: 2 }] });
  await world.runtime.advance(1_000);
  expect(alice.of('marks').at(-1)).toMatchObject({ stream: thread, marks: [{ user: 'eve', read: 2 }] });
  expect(bob.take()).toEqual([]);
  // A server that starts anew knows it from its log.
  const again = openWorld({ log: world.log });
  const later = await again.join('bob', { cursors: [{ stream: thread, epoch: 'e', rev: 1, marksRev: 0 }] });
  expect(later.frames).toMatchObject([{ type: 'welcome' }]);
  expect(codes(await later.push(send(thread, 'hello?')))).toEqual(['stream/unknown']);
});

test('[PRO-57] whoever replies becomes a member in that commit; others read, and join and leave themselves', async () => {
  const { world, alice, thread } = await openThread();
  const eve = await world.join('eve');
  expect(await eve.pull(thread, { kind: 'newest', sinceRev: 0, marksRev: 0 })).toMatchObject({
    type: 'page',
    ords: [1, 1],
  });
  eve.take();
  await eve.say({ type: 'mark', marks: [{ stream: thread, read: 1 }] });
  expect(alice.of('marks')).toEqual([]);
  await alice.push(send(thread, 'unheard'));
  expect(eve.take().filter((frame) => 'stream' in frame && frame.stream === thread)).toEqual([]);
  expect(await eve.push(send(thread, 'me too'))).toMatchObject([
    {
      ok: {
        ord: 3,
        rows: [
          { collection: 'member', key: 'eve' },
          { collection: 'message', ord: 3 },
        ],
      },
    },
  ]);
  expect(await eve.pull(userStream('eve'), { kind: 'since', rev: 1, marksRev: 0 })).toMatchObject({
    rows: [{ collection: 'membership', body: { role: 'member' } }],
  });
  await alice.push(send(thread, 'heard'));
  expect(eve.of('changes').at(-1)).toMatchObject({ rows: [expect.anything()] });
  expect(codes(await alice.push(member(thread, 'delete', 'eve')))).toEqual(['op/forbidden']);
  const own = [member(thread, 'delete', 'eve'), member(thread, 'put', 'eve'), member(thread, 'put', 'eve')];
  for (const each of own) expect(codes(await eve.push(each))).toEqual(['ok']);
});

test('[PRO-57] the parent counts the replies, and says who made the last one', async () => {
  const { world, alice, parent, root, thread } = await openThread();
  const repliedAt = world.runtime.now();
  await world.runtime.advance(1_000);
  const second = send(thread, 'second');
  alice.take();
  await (await world.join('eve')).push(second);
  const row = (frame: unknown) => expect.objectContaining({ collection: 'thread', key: root.opId, body: frame });
  expect(alice.of('changes').find(({ stream }) => stream === parent)?.rows).toEqual([
    row({ count: 2, last: { author: 'eve', at: repliedAt + 1_000 } }),
  ]);
  await alice.push(op(thread, 'message', 'delete', undefined, { key: second.opId }));
  const page = await alice.pull(parent, { kind: 'before', ord: 2 });
  expect(page).toMatchObject({ rows: [{ ord: 1 }, { collection: 'thread', body: { count: 1 } }] });
});

test('[PRO-56] members of a channel reply in its threads', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const news = send('conversation:crew', 'news');
  await alice.push(create('crew', ['bob'], { kind: 'channel' }), news);
  const bob = await world.join('bob');
  const thread = conversationStream(news.opId);
  expect(codes(await bob.push(begin(news.opId), send(thread, 'what?')))).toEqual(['ok', 'ok']);
  expect(codes(await bob.push(op(thread, 'conversation', 'patch', { title: 'x' }, { key: news.opId })))).toEqual([
    'op/forbidden',
  ]);
});
