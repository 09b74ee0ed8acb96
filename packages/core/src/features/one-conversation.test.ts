import type { Row, Summary } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pushedOf } from '../test-support/device-bench.ts';
import { type OneConversationView, oneConversation } from './one-conversation.ts';

const NOW = build.welcome().time;
const streamOf = (n: number) => `conversation:${build.id(n)}` as const;

/** What a list shows of conversation `n`: two messages of bob, none of them read. */
function summary(n: number, { kind = 'group', last = {} }: { kind?: string; last?: Partial<Row> } = {}): Summary {
  const stream = streamOf(n);
  const rows = [
    build.row('conversation', build.id(n), 1, { body: { kind, title: `c${n}` } }),
    build.message(2, { key: build.id(1000 + n), author: 'bob', ...last }),
  ];
  return { ...build.head(2, { stream, ord: 2 }), rows, delivered: 0, read: 0 };
}

/** A device that observes conversation 1, and was then told these. */
async function watching(...summaries: readonly Summary[]) {
  const bench = await deviceBench({ sync: { prefetch: 0 } });
  const one = bench.client.use(oneConversation).observe(build.id(1));
  const views: (OneConversationView | undefined)[] = [];
  one.subscribe(() => views.push(one.getSnapshot()));
  await bench.settle();
  expect(views.splice(0)).toEqual([{}]);
  const peer = await bench.live({}, summaries);
  return { ...bench, live: peer, one, views, now: () => one.getSnapshot()?.conversation };
}

test('[ONE-3] one conversation is shown as a list does, told when it changed and not when others did', async () => {
  const { client, live, settle, views, now } = await watching(summary(1), summary(2));
  const list = client.conversations.observe();
  await settle();
  expect(views.splice(0)).toHaveLength(1);
  expect(now()).toMatchObject({ title: 'c1', unread: 2, lastMessage: { author: 'bob' } });
  const listed = () => list.getSnapshot()?.rows.find(({ id }) => id === build.id(1));
  expect(now()).toEqual(listed());
  await live.send(build.heads(build.head(9, { stream: streamOf(2), ord: 5 })));
  await client.messages.send(build.id(2), { text: 'elsewhere' });
  await client.conversations.set(build.id(2), { muted: true });
  expect(views).toEqual([]);
  await live.send(build.heads(build.head(9, { stream: streamOf(1), ord: 5 })));
  await client.messages.send(build.id(1), { text: 'here' });
  await client.conversations.set(build.id(1), { muted: true });
  await settle();
  expect(now()).toMatchObject({ unread: 5, muted: true, lastMessage: { body: { text: 'here' } } });
  expect([now(), views.length]).toEqual([listed(), 3]);
});

test('[ONE-3] one that is archived and a thread are shown too, and nothing is fetched for it', async () => {
  const { client, live, settle, now } = await watching(summary(1, { kind: 'thread' }));
  expect(now()).toMatchObject({ kind: 'thread' });
  await client.conversations.set(build.id(1), { archived: true });
  await settle();
  expect(now()?.archived).toBe(true);
  expect(live.take().filter((frame) => frame.type === 'pull')).toEqual([]);
});

test('[ONE-3] one just created is there in the same turn, says what became of it, and left it is gone', async () => {
  const { client, live, settle, one, now } = await watching();
  const creating = client.conversations.create({ kind: 'group', id: build.id(1), title: 'Crew', members: ['bob'] });
  expect(now()).toMatchObject({ title: 'Crew', pending: true });
  await creating;
  await settle();
  const [opId = ''] = pushedOf(live.take());
  await live.send(build.results(build.refusal(opId, 'op/forbidden')));
  expect(now()).toMatchObject({ pending: false, failure: { code: 'op/forbidden' } });
  await client.outbox.cancel(opId);
  await settle();
  expect(one.getSnapshot()).toEqual({});
});

test('[ONE-3] one that is left is gone at once', async () => {
  const { client, one, now } = await watching(summary(1));
  expect(now()?.title).toBe('c1');
  await client.conversations.leave(build.id(1));
  expect(one.getSnapshot()).toEqual({});
});

test('[ONE-3] its newest message stands as deleted when its time is over, told once', async () => {
  const { live, timers, views, now } = await watching(summary(1, { last: { expiresAt: NOW + 10_000 } }));
  await timers.advance(9_999);
  expect(now()?.lastMessage?.deleted).toBe(false);
  views.length = 0;
  await timers.advance(1);
  expect(now()?.lastMessage).toMatchObject({ deleted: true, body: {} });
  await live.send(build.heads(build.head(9, { stream: streamOf(1), ord: 2 })));
  expect(views).toHaveLength(1);
});

test('[ONE-2] closing one of a conversation leaves nothing that listens, and no timer', async () => {
  const { client, one, timers } = await watching(summary(1, { last: { expiresAt: NOW + 10_000 } }));
  const open = client.use({ open: ({ sources }) => sources.open });
  const [before, timersBefore] = [open.size, timers.pendingCount()];
  one.close();
  expect([open.size, timers.pendingCount()]).toEqual([before - 1, timersBefore - 1]);
});
