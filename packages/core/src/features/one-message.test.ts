import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { hidden } from './hidden.ts';
import { type OneMessageView, oneMessage } from './one-message.ts';

const CREW = build.id(0);
const NOW = build.welcome().time;

async function watching(id: string, rows = messages(1, 3)) {
  const bench = await deviceBench();
  const marks = ['ann', 'bob'].map((user) => ({ user, delivered: 0, read: 0 }));
  const opened = await openConversation(bench, { rows, marks, head: build.head(rows.length) });
  opened.window.close();
  const one = bench.client.use(oneMessage).observe(CREW, id);
  const views: (OneMessageView | undefined)[] = [];
  one.subscribe(() => views.push(one.getSnapshot()));
  await bench.settle();
  return { ...bench, ...opened, one, views, now: () => one.getSnapshot()?.message };
}

test('[ONE-1] one message is shown as it is now, and told when it changed and not when others did', async () => {
  const { peer, client, views, now } = await watching(build.id(2));
  expect([views.length, now()]).toMatchObject([1, { id: build.id(2), ord: 2, body: { text: 'message 2' } }]);
  await peer.send(build.changes({ rows: [build.message(4)], from: 3, to: 4 }));
  await client.messages.edit(CREW, build.id(3), { text: 'another' });
  expect(views).toHaveLength(1);
  await client.messages.edit(CREW, build.id(2), { text: 'edited' });
  expect(now()).toMatchObject({ body: { text: 'edited' }, change: { status: 'pending' } });
  expect(views).toHaveLength(2);
});

test('[ONE-1] its ticks follow the marks', async () => {
  const { peer, now } = await watching(build.id(2));
  expect(now()?.delivery).toBe('sent');
  await peer.send(build.marks({ marks: ['ann', 'bob'].map((user) => ({ user, delivered: 2, read: 2 })) }));
  expect(now()?.delivery).toBe('read');
});

test('[ONE-1] a pending message is there in the same turn, and stays the one it is when it gets its place', async () => {
  const id = build.id(77);
  const { peer, client, now, settle } = await watching(id);
  expect(now()).toBe(undefined);
  const sending = client.messages.send(CREW, { text: 'mine' }, { id });
  expect(now()).toMatchObject({ id, delivery: 'sending' });
  await sending;
  await settle();
  await peer.send(build.results(build.ok(id, 4)));
  expect(now()).toMatchObject({ id, ord: 4, delivery: 'sent' });
});

test('[ONE-1] nobody sees one of another conversation, one that is hidden, or one that is over', async () => {
  const rows = [build.message(1), build.message(2, { expiresAt: NOW + 10_000 })];
  const { client, now, timers, one } = await watching(build.id(2), rows);
  const elsewhere = client.use(oneMessage).observe(build.id(9), build.id(1));
  const first = client.use(oneMessage).observe(CREW, build.id(1));
  await timers.advance(9_999);
  expect([elsewhere.getSnapshot(), now()?.id, first.getSnapshot()?.message?.id]).toEqual([
    {},
    build.id(2),
    build.id(1),
  ]);
  await timers.advance(1);
  await client.use(hidden).hide(CREW, build.id(1));
  expect([one.getSnapshot(), first.getSnapshot()]).toEqual([{}, {}]);
});

test('[ONE-2] closing it leaves nothing that listens, and no timer', async () => {
  const { client, one, timers } = await watching(build.id(1), [build.message(1, { expiresAt: NOW + 10_000 })]);
  const open = client.use({ open: ({ sources }) => sources.open });
  const [before, timersBefore] = [open.size, timers.pendingCount()];
  one.close();
  expect([open.size, timers.pendingCount()]).toEqual([before - 1, timersBefore - 1]);
});
