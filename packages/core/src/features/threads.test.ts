import { type ClientFrame, conversationStream, type Op } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { threads } from './threads.ts';

const conversation = build.id(0);
const opsOf = (frames: readonly ClientFrame[]): readonly Op[] =>
  frames.flatMap((frame) => (frame.type === 'push' ? frame.ops : []));

async function scene() {
  const bench = await deviceBench();
  const opened = await openConversation(bench, { rows: messages(1, 3, 'bob') });
  const threading = bench.client.use(threads);
  return {
    ...bench,
    ...opened,
    threading,
    async pushed() {
      await bench.settle();
      return opsOf(opened.peer.take());
    },
  };
}

test('[FEA-10] a reply makes the thread of its root, once, with the author of the root in it', async () => {
  const { threading, pushed } = await scene();
  const root = build.id(2);
  const first = await threading.reply(conversation, root, { text: 'one' });
  await threading.reply(conversation, root, { text: 'two' });
  expect(first).toMatchObject({ conversationId: root, body: { text: 'one' }, delivery: 'sending' });
  const ops = await pushed();
  expect(ops.map(({ stream, collection }) => [stream, collection])).toEqual([
    [conversationStream(root), 'conversation'],
    [conversationStream(root), 'message'],
    [conversationStream(root), 'message'],
  ]);
  expect(ops[0]).toMatchObject({ key: root, body: { kind: 'thread', parent: conversation, root, members: ['bob'] } });
  expect(ops[0]).not.toHaveProperty('after');
});

test('[FEA-10] below a message that is pending the thread names it, and goes with it when it is taken back', async () => {
  const { threading, client, pushed } = await scene();
  client.sync.pause('test');
  const { id } = await client.messages.send(conversation, { text: 'root' });
  const other = await client.messages.send(conversation, { text: 'never' });
  for (const root of [id, other.id]) await threading.reply(conversation, root, { text: 'reply' });
  const view = client.outbox.observe();
  expect(view.getSnapshot()?.length).toBe(6);
  await client.messages.delete(conversation, other.id);
  expect(view.getSnapshot()?.map(({ lane }) => lane)).toEqual([
    conversationStream(conversation),
    conversationStream(id),
    conversationStream(id),
  ]);
  expect(await pushed()).toEqual([]);
});

test('[FEA-10] a root of one’s own that is pending is named by the creation', async () => {
  const { threading, client, pushed } = await scene();
  const { id } = await client.messages.send(conversation, { text: 'root' });
  await threading.open(conversation, id);
  expect((await pushed()).at(-1)).toMatchObject({ collection: 'conversation', after: id, body: { members: [] } });
});

test('[FEA-10] a thread the device knows is not made again', async () => {
  const { threading, pushed, peer } = await scene();
  const root = build.id(2);
  const stream = conversationStream(root);
  const made = build.row('conversation', root, 1, { body: { kind: 'thread', parent: conversation, root } });
  await peer.send(build.changes({ stream, from: 0, rows: [made] }));
  await threading.reply(conversation, root, { text: 'one' });
  expect((await pushed()).map(({ collection }) => collection)).toEqual(['message']);
});

test('[FEA-10] the count, the newest reply and one’s own unread are told per root', async () => {
  const { threading, window, peer, settle, client } = await scene();
  const view = threading.observe(conversation, window);
  await settle();
  expect(view.getSnapshot()).toEqual({});
  const root = build.id(2);
  const stream = conversationStream(root);
  const summary = { count: 2, last: { author: 'eve', at: 7 } };
  await peer.send(build.changes({ rows: [build.row('thread', root, 4, { body: summary })] }));
  expect(view.getSnapshot()).toEqual({ [root]: { ...summary, unread: 0 } });
  const joined = [
    build.row('conversation', root, 1, { body: { kind: 'thread', parent: conversation, root } }),
    build.row('member', 'ann', 2, { body: { role: 'member' } }),
    { ...build.message(1, { rev: 3, author: 'bob' }), key: build.id(21) },
    { ...build.message(2, { rev: 4, author: 'eve' }), key: build.id(22) },
  ];
  await peer.send(build.changes({ stream, from: 0, rows: joined }));
  expect(view.getSnapshot()).toEqual({ [root]: { ...summary, unread: 2 } });
  await client.conversations.markRead(root);
  await settle();
  expect(view.getSnapshot()).toEqual({ [root]: { ...summary, unread: 0 } });
});
