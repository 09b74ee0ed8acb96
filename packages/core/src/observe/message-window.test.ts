import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pullsOf } from '../test-support/device-bench.ts';
import { messages, openConversation, textsOf } from '../test-support/open-conversation.ts';

const conversation = build.id(0);
const ordsOf = (rows: readonly { readonly ord?: number | undefined }[] = []) => rows.map(({ ord }) => ord);

/** A conversation of ten messages of bob, of which the device fetched the newest three and shows as many. */
async function newestThree(limit = 3) {
  const bench = await deviceBench();
  const marks = ['ann', 'bob', 'eve'].map((user) => ({ user, delivered: 10, read: 0 }));
  const opened = await openConversation(bench, { limit, rows: messages(8, 10, 'bob'), marks });
  return { ...bench, ...opened, pulls: () => pullsOf(opened.peer.take()) };
}

test('[VIE-1] a message is in view in the turn in which it is sent, and told once the turn ends', async () => {
  const bench = await deviceBench();
  const { views, shown } = await openConversation(bench, { rows: messages(1, 1, 'bob') });
  const sends = ['a', 'b', 'c'].map((text) => bench.client.messages.send(conversation, { text }));
  expect([shown(), views.length]).toEqual([['message 1 received', 'a sending', 'b sending', 'c sending'], 0]);
  await Promise.resolve();
  expect(views.map(textsOf)).toEqual([['message 1 received', 'a sending', 'b sending', 'c sending']]);
  await Promise.all(sends);
});

test('[VIE-1] looking tells nobody: however often somebody looks, a turn is told once', async () => {
  const bench = await deviceBench();
  const { views, window } = await openConversation(bench, { rows: messages(1, 1, 'bob') });
  const sends = ['a', 'b'].map((text) => {
    const sent = bench.client.messages.send(conversation, { text });
    expect(window.getSnapshot()).toBe(window.getSnapshot());
    return sent;
  });
  expect(views.length).toBe(0);
  await Promise.resolve();
  expect(views).toEqual([window.getSnapshot()]);
  await Promise.all(sends);
});

test('[VIE-2] what did not change is the same object: a new message leaves the others', async () => {
  const { peer, window } = await newestThree(10);
  const before = window.getSnapshot()?.rows ?? [];
  await peer.send(build.changes({ rows: messages(11, 11, 'bob') }));
  const after = window.getSnapshot()?.rows ?? [];
  expect(after.length).toBe(4);
  expect(after.slice(0, 3).map((row, i) => row === before[i])).toEqual([true, true, true]);
});

test('[VIE-2] an edit makes a new object of the message it changed only', async () => {
  const { peer, window } = await newestThree(10);
  const before = window.getSnapshot()?.rows ?? [];
  const edited = build.message(9, { author: 'bob', rev: 11, body: { text: 'edited' } });
  await peer.send(build.changes({ rows: [edited] }));
  const after = window.getSnapshot()?.rows ?? [];
  expect(after.map((row, i) => row === before[i])).toEqual([true, false, true]);
  expect(after[1]?.body.text).toBe('edited');
});

test('[VIE-2] a deleted message keeps its place, without a body', async () => {
  const { peer, window } = await newestThree(10);
  const deleted = build.message(9, { rev: 11, op: build.id(99), body: undefined, deleted: true });
  await peer.send(build.changes({ rows: [deleted] }));
  const rows = window.getSnapshot()?.rows ?? [];
  expect(rows.map(({ ord, deleted }) => [ord, deleted])).toEqual([
    [8, false],
    [9, true],
    [10, false],
  ]);
  expect(rows[1]?.body).toEqual({});
});

test('[VIE-2] nothing is told where nothing looks different', async () => {
  const { client, peer, views, timers } = await newestThree();
  await peer.send(build.pong());
  await peer.send(build.marks({ marks: [{ user: 'eve', delivered: 10, read: 10 }] }));
  await client.messages.send('another', { text: 'elsewhere' }).catch(() => undefined);
  await client.messages.send(build.id(7), { text: 'elsewhere' });
  await timers.advance(60_000);
  expect(views).toEqual([]);
});

test('[VIE-3] the newest are shown, pending ones last, as many as asked for', async () => {
  const { client, window } = await newestThree();
  expect(window.getSnapshot()).toMatchObject({ hasOlder: true, gaps: [], status: 'ready' });
  await client.messages.send(conversation, { text: 'a' });
  await client.messages.send(conversation, { text: 'b' });
  const view = window.getSnapshot();
  expect([textsOf(view), view?.hasOlder]).toEqual([['message 10 received', 'a sending', 'b sending'], true]);
});

test('[VIE-3] a conversation held whole has no older messages', async () => {
  const bench = await deviceBench();
  const { window } = await openConversation(bench, { limit: 5, rows: messages(1, 3, 'bob') });
  expect(window.getSnapshot()).toMatchObject({ hasOlder: false, gaps: [] });
  for (const text of ['a', 'b', 'c']) await bench.client.messages.send(conversation, { text });
  expect(window.getSnapshot()).toMatchObject({ hasOlder: true });
});

test('[VIE-3] a message written again under the id of one that is held is that one', async () => {
  const { client, window } = await newestThree();
  await client.messages.send(conversation, { text: 'again' }, { id: build.id(9) });
  expect(ordsOf(window.getSnapshot()?.rows)).toEqual([8, 9, 10]);
});

test('[VIE-3] history one may not see is not there', async () => {
  const bench = await deviceBench();
  const { window, peer } = await openConversation(bench, { limit: 50, rows: messages(8, 10, 'bob'), minOrd: 8 });
  expect([window.getSnapshot(), pullsOf(peer.take())]).toMatchObject([
    { hasOlder: false, gaps: [], status: 'ready' },
    [],
  ]);
});

test('[VIE-3] before the first read there is no value, and a device without the conversation shows none', async () => {
  const { client, settle } = await deviceBench();
  const window = client.messages.observe(conversation);
  expect(window.getSnapshot()).toBe(undefined);
  await settle();
  expect(window.getSnapshot()).toEqual({ rows: [], gaps: [], hasOlder: false, status: 'ready' });
});

test('[VIE-4] older messages the device does not hold are fetched, and loading is said until they are here', async () => {
  const { peer, window, pulls, views, settle } = await newestThree();
  window.loadOlder();
  const loading = window.getSnapshot();
  expect(loading).toMatchObject({ gaps: [{ from: 5, to: 7 }], status: 'loading', hasOlder: true });
  await settle();
  const [pull] = pulls();
  expect(pull?.want).toEqual({ kind: 'before', ord: 8 });
  await peer.send(build.page({ re: pull?.id ?? 0, rows: messages(5, 7, 'bob'), newest: false, head: build.head(10) }));
  expect(ordsOf(window.getSnapshot()?.rows)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(window.getSnapshot()).toMatchObject({ gaps: [], status: 'ready', hasOlder: true });
  expect(views.at(-1)).toBe(window.getSnapshot());
});

test('[VIE-4] older messages the device holds need no server', async () => {
  const { client, peer, settle } = await newestThree(50);
  await peer.close();
  const small = client.messages.observe(conversation, { limit: 1 });
  await settle();
  expect(ordsOf(small.getSnapshot()?.rows)).toEqual([10]);
  small.loadOlder(2);
  await settle();
  expect(ordsOf(small.getSnapshot()?.rows)).toEqual([8, 9, 10]);
});

test('[VIE-4] a gap between messages is data, and is fetched while somebody looks at it', async () => {
  const bench = await deviceBench();
  const { peer, window } = await openConversation(bench, { rows: messages(1, 3, 'bob') });
  await peer.send(build.heads(build.head(10)));
  const [since] = pullsOf(peer.take());
  await peer.send(build.page({ re: since?.id ?? 0, rows: messages(8, 10, 'bob') }));
  const view = window.getSnapshot();
  expect([ordsOf(view?.rows), view?.gaps, view?.status]).toEqual([
    [1, 2, 3, 8, 9, 10],
    [{ from: 4, to: 7 }],
    'loading',
  ]);
  const [before] = pullsOf(peer.take());
  expect(before?.want).toEqual({ kind: 'before', ord: 8 });
  await peer.send(
    build.page({ re: before?.id ?? 0, rows: messages(4, 7, 'bob'), newest: false, head: build.head(10) }),
  );
  expect(ordsOf(window.getSnapshot()?.rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('[VIE-4] offline nothing is loading; what was looked at meanwhile is fetched on the next connection', async () => {
  const { live, peer, window, timers } = await newestThree();
  await peer.close();
  window.loadOlder();
  expect(window.getSnapshot()).toMatchObject({ gaps: [{ from: 5, to: 7 }], status: 'ready' });
  await timers.runNext();
  const next = await live();
  expect(window.getSnapshot()?.status).toBe('loading');
  expect(pullsOf(next.take()).at(-1)?.want).toEqual({ kind: 'before', ord: 8 });
  await next.close();
  expect(window.getSnapshot()?.status).toBe('ready');
});

test('[VIE-4] whoever closes a window leaves what another looks at', async () => {
  const { client, peer, live, window, settle, timers } = await newestThree();
  const other = client.messages.observe(conversation, { limit: 3 });
  await settle();
  await peer.close();
  other.loadOlder();
  window.loadOlder();
  await settle();
  window.close();
  await timers.runNext();
  expect(pullsOf((await live()).take()).at(-1)?.want).toEqual({ kind: 'before', ord: 8 });
});

test('[VIE-4] what nobody looks at any more is not fetched', async () => {
  const { peer, live, window, timers } = await newestThree();
  await peer.close();
  window.loadOlder();
  window.getSnapshot();
  window.close();
  await timers.runNext();
  expect(pullsOf((await live()).take()).filter(({ want }) => want.kind === 'before')).toEqual([]);
});
