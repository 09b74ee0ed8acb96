import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, ME } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { mentions } from './mentions.ts';

const conversation = build.id(0);
const mention = (n: number, rev: number, parts: object = {}) =>
  build.row('mention', build.id(n), rev, { body: { conversation, ord: n, author: 'bob', ...parts } });

/** Ann is named in messages 2 and 3 of a conversation of which she read the first two, and once elsewhere. */
async function scene() {
  const bench = await deviceBench();
  const opened = await openConversation(bench, { rows: messages(1, 3, 'bob') });
  const view = bench.client.use(mentions).observe();
  await bench.client.conversations.markRead(conversation, 2);
  const elsewhere = mention(7, 3, { conversation: build.id(9) });
  await opened.peer.send(build.changes({ stream: ME, from: 0, rows: [mention(2, 1), mention(3, 2), elsewhere] }));
  return { ...bench, ...opened, view };
}

test('[FEA-7] where one was named is told newest first, and counted above one’s own read mark', async () => {
  const { view } = await scene();
  expect(view.getSnapshot()).toMatchObject({
    rows: [
      { messageId: build.id(7), conversationId: build.id(9), ord: 7, unread: true },
      { messageId: build.id(3), conversationId: conversation, ord: 3, author: 'bob', unread: true },
      { messageId: build.id(2), unread: false },
    ],
    unread: 2,
    unreadBy: { [conversation]: 1, [build.id(9)]: 1 },
  });
});

test('[FEA-7] reading lowers the count at once; a mention that is taken back is gone', async () => {
  const { client, view, peer, settle } = await scene();
  await client.conversations.markRead(conversation);
  await settle();
  expect(view.getSnapshot()).toMatchObject({ unread: 1, unreadBy: { [build.id(9)]: 1 } });
  const gone = build.row('mention', build.id(7), 4, { body: undefined, deleted: true });
  await peer.send(build.changes({ stream: ME, from: 3, rows: [gone] }));
  expect(view.getSnapshot()).toMatchObject({ unread: 0, unreadBy: {} });
  expect(view.getSnapshot()?.rows.length).toBe(2);
});

test('[FEA-7] of one conversation, and no more rows than asked for; the counts are of all', async () => {
  const { client } = await scene();
  await client.messages.send(build.id(9), { text: 'elsewhere' });
  const one = client.use(mentions).observe({ conversationId: conversation });
  const few = client.use(mentions).observe({ limit: 1 });
  await expect.poll(() => one.getSnapshot()?.rows.map(({ ord }) => ord)).toEqual([3, 2]);
  expect(one.getSnapshot()?.unread).toBe(1);
  await expect.poll(() => few.getSnapshot()?.rows.length).toBe(1);
  expect(few.getSnapshot()?.unread).toBe(2);
});
