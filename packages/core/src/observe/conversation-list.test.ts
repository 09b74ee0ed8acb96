import type { Row, Summary } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pullsOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import type { ConversationsView } from './conversation-list.ts';

/** What a list shows of conversation `n`: `ord` messages, the newest of bob at rev `rev`, read up to `read`. */
function summary(n: number, { rev = n, ord = 1, read = 0, title = `c${n}` } = {}): Summary {
  const stream = `conversation:${build.id(n)}` as const;
  const last = build.message(ord, { key: build.id(1000 * n + ord), rev, author: 'bob', at: build.head(rev).at });
  const rows: readonly Row[] = [build.row('conversation', build.id(n), 1, { body: { kind: 'group', title } }), last];
  return { ...build.head(rev, { stream, ord }), rows, delivered: read, read };
}

/** A device that was told these conversations, none of them held. */
async function listed(summaries: readonly Summary[], limit = 50) {
  const bench = await deviceBench({ sync: { prefetch: 0 } });
  const list = bench.client.conversations.observe({ limit });
  const views: (ConversationsView | undefined)[] = [];
  list.subscribe(() => views.push(list.getSnapshot()));
  await bench.peer().send(build.welcome());
  await bench
    .peer()
    .answer((frame) => (frame.type === 'list' ? build.summaries({ re: frame.id, summaries }) : undefined));
  views.length = 0;
  const titles = () => list.getSnapshot()?.rows.map(({ title }) => title);
  return { ...bench, list, views, titles };
}

test('[VIE-6] conversations stand by last activity, the newest first', async () => {
  const { titles, peer } = await listed([summary(1), summary(3), summary(2)]);
  expect(titles()).toEqual(['c3', 'c2', 'c1']);
  await peer().send(build.changes({ stream: summary(1).stream, rows: [build.message(2, { rev: 9 })] }));
  const [pull] = pullsOf(
    peer()
      .take()
      .filter((frame) => 'stream' in frame && frame.stream === summary(1).stream),
  );
  const rows = [...summary(1).rows, build.message(2, { rev: 9, author: 'bob' })];
  await peer().send(build.page({ re: pull?.id ?? 0, stream: summary(1).stream, rows }));
  expect(titles()).toEqual(['c1', 'c3', 'c2']);
});

test('[VIE-6] what has something pending stands before all, the one written to last first', async () => {
  const { client, timers, titles, list } = await listed([summary(1), summary(2), summary(3)]);
  await client.messages.send(build.id(1), { text: 'a' });
  await timers.advance(10);
  await client.messages.send(build.id(2), { text: 'b' });
  expect(titles()).toEqual(['c2', 'c1', 'c3']);
  expect(list.getSnapshot()?.rows[0]?.lastMessage).toMatchObject({
    body: { text: 'b' },
    mine: true,
    delivery: 'sending',
  });
});

test('[VIE-6] a conversation just created is in the list in the same turn, and pending', async () => {
  const { client, settle } = await deviceBench();
  const view = client.conversations.observe();
  await settle();
  const created = client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  expect(view.getSnapshot()?.rows).toMatchObject([{ title: 'Crew', kind: 'group', unread: 0, pending: true }]);
  expect(await created).toEqual(view.getSnapshot()?.rows[0]);
});

test('[VIE-6] at most as many are shown as asked for, pending ones included', async () => {
  const { client, titles, list } = await listed([summary(1), summary(2), summary(3)], 2);
  expect([titles(), list.getSnapshot()?.hasOlder]).toEqual([['c3', 'c2'], true]);
  await client.messages.send(build.id(1), { text: 'a' });
  expect([titles(), list.getSnapshot()?.hasOlder]).toEqual([['c1', 'c3'], true]);
});

test('[VIE-6] a list is extended, and what it showed stays what it was', async () => {
  const { client, titles, list, settle } = await listed([summary(1), summary(2), summary(3), summary(4)], 2);
  const [fourth] = list.getSnapshot()?.rows ?? [];
  await client.messages.send(build.id(2), { text: 'a' });
  expect([titles(), list.getSnapshot()?.hasOlder]).toEqual([['c2', 'c4'], true]);
  list.loadOlder(1);
  await settle();
  expect([titles(), list.getSnapshot()?.hasOlder]).toEqual([['c2', 'c4', 'c3'], true]);
  list.loadOlder();
  await settle();
  expect([titles(), list.getSnapshot()?.hasOlder]).toEqual([['c2', 'c4', 'c3', 'c1'], false]);
  expect(list.getSnapshot()?.rows[1]).toBe(fourth);
});

test('[VIE-6] a list cut by what is pending says that there is more', async () => {
  const { client, list } = await listed([summary(1), summary(2)], 2);
  expect(list.getSnapshot()?.hasOlder).toBe(false);
  await client.conversations.create({ kind: 'group', title: 'new', members: [] });
  expect(list.getSnapshot()).toMatchObject({ rows: [{ title: 'new' }, { title: 'c2' }], hasOlder: true });
});

test('[VIE-6] what did not change is the same object, and nothing is told where nothing looks different', async () => {
  const { list, views, peer } = await listed([summary(1), summary(2)]);
  const [second, first] = list.getSnapshot()?.rows ?? [];
  const stream = summary(1).stream;
  await peer().send(build.pong(build.head(2, { stream, ord: 1 })));
  expect(views).toEqual([]);
  await peer().send(build.heads(build.head(7, { stream, ord: 4 })));
  expect(list.getSnapshot()?.rows[0]).toBe(second);
  expect(list.getSnapshot()?.rows[1]).not.toBe(first);
  expect(views.length).toBe(1);
});

test('[VIE-6] a conversation one was removed from is gone from the list', async () => {
  const { client, peer, titles } = await listed([summary(1), summary(2)]);
  const gone = build.row('membership', build.id(2), 1, { body: undefined, deleted: true });
  const head = build.head(1, { stream: 'user:ann', ord: 0 });
  await peer().send(build.changes({ stream: 'user:ann', rows: [gone], from: 0, head }));
  const [pull] = pullsOf(
    peer()
      .take()
      .filter((frame) => 'stream' in frame && frame.stream === 'user:ann'),
  );
  if (pull) await peer().send(build.page({ re: pull.id, stream: 'user:ann', rows: [gone], head }));
  expect([titles(), await client.conversations.get(build.id(2))]).toEqual([['c1'], undefined]);
});

test('[VIE-7] unread is what the server has past one’s read mark, known or held', async () => {
  const { client, list, peer } = await listed([summary(1, { ord: 9, read: 4 })]);
  const unread = () => list.getSnapshot()?.rows[0]?.unread;
  expect(unread()).toBe(5);
  await peer().send(build.heads(build.head(20, { stream: summary(1).stream, ord: 12 })));
  expect(unread()).toBe(8);
  expect((await client.conversations.get(build.id(1)))?.unread).toBe(8);
});

test('[VIE-7] reading lowers it at once, also offline; what one writes is not unread', async () => {
  const bench = await deviceBench();
  const rows = [...messages(1, 5, 'bob'), build.row('conversation', build.id(0), 1, { body: { kind: 'direct' } })];
  const { peer } = await openConversation(bench, { rows });
  const unread = async () => (await bench.client.conversations.get(build.id(0)))?.unread;
  expect(await unread()).toBe(5);
  await peer.close();
  await bench.client.conversations.markRead(build.id(0), 3);
  expect(await unread()).toBe(2);
  await bench.client.conversations.markRead(build.id(0));
  await bench.client.messages.send(build.id(0), { text: 'mine' });
  expect(await unread()).toBe(0);
});

test('[VIE-7] writing reads all before it, on every device', async () => {
  const bench = await deviceBench();
  const rows = [...messages(1, 5, 'bob'), build.row('conversation', build.id(0), 1, { body: { kind: 'direct' } })];
  const { peer } = await openConversation(bench, { rows });
  await peer.send(build.changes({ rows: [build.message(6, { author: 'ann' })] }));
  expect((await bench.client.conversations.get(build.id(0)))?.unread).toBe(0);
});

test('[VIE-7] a creation the server refuses stays in the list with the reason', async () => {
  const { client, live, settle } = await deviceBench();
  const list = client.conversations.observe();
  const peer = await live();
  const { id } = await client.conversations.create({ kind: 'group', title: 'Crew', members: ['nobody'] });
  await settle();
  const [push] = peer.take().filter((frame) => frame.type === 'push');
  await peer.send(build.results(build.refusal(push?.ops[0]?.opId ?? '', 'op/forbidden')));
  expect(list.getSnapshot()?.rows).toMatchObject([{ id, pending: false, failure: { code: 'op/forbidden' } }]);
});
