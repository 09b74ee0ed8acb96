import { TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { Stored } from '../local-db/storage-adapter.ts';
import { deviceBench, ME, pullsOf, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation, textsOf } from '../test-support/open-conversation.ts';
import type { StreamState } from './stream-state.ts';

const full = new TidemarkError('storage/unavailable', 'The disk is gone', { name: 'db' }, { retryable: true });
const conversation = build.id(0);

test('[LOP-16] a confirmation and a live change of one message are one commit, and one emission', async () => {
  const bench = await deviceBench();
  const { peer, views, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await bench.settle();
  expect(pushedOf(peer.take())).toEqual([id]);
  bench.storage.commits.length = 0;
  views.length = 0;
  await peer.send(build.results(build.ok(id, 2)), build.changes({ rows: messages(3, 3, 'bob') }));
  expect([bench.storage.commits.length, views.length]).toEqual([1, 1]);
  expect(shown()).toEqual(['message 1 read', 'mine read', 'message 3 received']);
  const written = bench.storage.commits[0]?.changes.map((change) => [change.store, Object.keys(change)[1]]);
  expect(written).toEqual(
    expect.arrayContaining([
      ['messages', 'put'],
      ['outbox', 'delete'],
      ['streams', 'put'],
    ]),
  );
});

test('[STR-21] a message refused for good is shown as failed once that is stored, not before', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await bench.settle();
  bench.storage.hold();
  await peer.send(build.results(build.refusal(id, 'op/invalid')));
  expect(shown().at(-1)).toBe('mine sending');
  bench.storage.release();
  await bench.settle();
  expect(shown().at(-1)).toBe('mine failed');
  expect(await bench.client.outbox.retry(id)).toBeUndefined();
  expect(pushedOf(peer.take()).at(-1)).toBe(id);
});

test('[STR-42] an answer that arrives once more changes nothing of what went since', async () => {
  const bench = await deviceBench({ sync: { pageSize: 2 } });
  const { peer, window } = await openConversation(bench, { limit: 2, rows: messages(4, 5, 'bob') });
  window.loadOlder(2);
  await bench.settle();
  const [pull] = pullsOf(peer.take());
  const answer = build.page({ re: pull?.id ?? 0, newest: false, ords: [2, 3], rows: messages(2, 3, 'bob') });
  await peer.send(answer);
  window.close();
  await bench.client.conversations.markRead(conversation);
  const cleared = bench.client.cache.clear();
  await bench.timers.advance(1_000);
  await cleared;
  const held = async () => {
    const requests = [{ store: 'messages' }, { store: 'streams', get: [[build.stream, 'state']] }];
    const [rows, [state]] = (await bench.storage.read(requests)) as [readonly Stored[], readonly Stored[]];
    return [rows.map(({ key }) => key[1]), (state?.body as StreamState | undefined)?.ranges];
  };
  expect(await held()).toEqual([[4, 5], [{ from: 4, to: 5 }]]);
  await peer.send({ ...answer, rows: [] });
  expect(await held()).toEqual([[4, 5], [{ from: 4, to: 5 }]]);
});

test('[LOP-16] what comes while a commit is under way is the next one, as a whole', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  bench.storage.commits.length = 0;
  bench.storage.hold();
  for (const rev of [2, 3, 4]) await peer.send(build.changes({ rows: messages(rev, rev, 'bob') }));
  expect([bench.storage.commits.length, shown().length]).toEqual([1, 1]);
  bench.storage.release();
  await bench.settle();
  expect([bench.storage.commits.length, shown().length]).toEqual([2, 4]);
});

test('[LOP-17] a storage that refuses what came ends the session; the next one brings it again', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  bench.storage.refuse(() => full);
  await peer.send(build.changes({ rows: messages(2, 2, 'bob') }));
  expect([bench.status(), peer.isOpen(), shown()]).toMatchObject([
    { why: ['storage/unavailable'] },
    false,
    ['message 1 sent'],
  ]);
  bench.storage.refuse(undefined);
  await bench.timers.runNext();
  const next = await bench.live();
  await next.send(build.heads(build.head(2)));
  const [pull] = pullsOf(next.take());
  expect(pull?.want).toEqual({ kind: 'since', rev: 1, marksRev: 0 });
  await next.send(build.changes({ re: pull?.id, rows: messages(2, 2, 'bob') }));
  expect(shown()).toEqual(['message 1 read', 'message 2 received']);
});

test('[LOP-17] a confirmation the storage refuses leaves the op pending, and it is pushed again', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  bench.storage.refuse(() => full);
  await peer.send(build.results(build.ok(id, 2)));
  expect(shown()).toEqual(['message 1 sent', 'mine sending']);
  bench.storage.refuse(undefined);
  await bench.timers.runNext();
  await bench.peer().send(build.welcome());
  expect(pushedOf(bench.peer().take())).toEqual([id]);
});

test('[LOP-18] a session begins after the one before has ended, so an old frame is never applied late', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  bench.storage.hold();
  await peer.send(build.changes({ rows: messages(2, 2, 'bob') }));
  await peer.send(build.changes({ rows: messages(3, 3, 'bob') }));
  await peer.close();
  await bench.timers.advance(60_000);
  expect([bench.peers.length, shown().length]).toEqual([1, 1]);
  bench.storage.release();
  await bench.settle();
  // What came before the end is taken; so much was told in good order.
  expect(shown().length).toBe(3);
  await bench.timers.runNext();
  expect(bench.peers.length).toBe(2);
});

test('[LOP-18] what comes on a connection after its end is asked for on the next one', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  bench.client.sync.pause('hidden');
  await peer.send(build.changes({ rows: messages(2, 2, 'bob') }));
  expect(shown()).toEqual(['message 1 sent']);
  bench.client.sync.resume('hidden');
  await bench.settle();
  await peer.send(build.changes({ rows: messages(2, 2, 'bob') }));
  const next = await bench.live();
  await next.send(build.heads(build.head(2)));
  expect(pullsOf(next.take())).toMatchObject([{ want: { kind: 'since', rev: 1 } }]);
});

test('[LOP-18] a hole parked on one connection is not joined on the next', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  await peer.send(build.changes({ rows: messages(3, 3, 'bob') }));
  await peer.close();
  await bench.timers.runNext();
  const next = await bench.live();
  await next.send(build.changes({ rows: messages(2, 2, 'bob') }));
  expect(shown()).toEqual(['message 1 read', 'message 2 received']);
});

test('[LOP-19] an answer that was lost and comes as a duplicate leaves one message, never shown as failed', async () => {
  const bench = await deviceBench();
  const { peer, views, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await bench.settle();
  await peer.close();
  await bench.timers.runNext();
  await bench.peer().send(build.welcome(), build.heads(build.head(2)));
  const frames = bench.peer().take();
  expect(pushedOf(frames)).toEqual([id]);
  const pull = pullsOf(frames).find(({ stream }) => stream === build.stream);
  await bench.peer().send(build.results(build.ok(id, 2, { duplicate: true })));
  expect(shown()).toEqual(['message 1 sent', 'mine sent']);
  const rows = [build.message(2, { key: id, author: 'ann', body: { text: 'mine' } })];
  await bench.peer().send(build.changes({ re: pull?.id, rows }));
  expect(shown()).toEqual(['message 1 sent', 'mine sent']);
  expect(new Set(views.map(({ rows }) => rows.at(-1)?.delivery))).toEqual(new Set(['sending', 'sent']));
  await bench.client.flush();
});

test('[LOP-19] a change seen before its answer settles the op, and the answer changes nothing', async () => {
  const bench = await deviceBench();
  const { peer, shown, views } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await peer.send(build.changes({ rows: [build.message(2, { key: id, author: 'ann', body: { text: 'mine' } })] }));
  await bench.client.flush();
  views.length = 0;
  await peer.send(build.results(build.ok(id, 2)));
  expect([shown(), views]).toEqual([['message 1 sent', 'mine sent'], []]);
});

test('[LOP-19] a tick that was shown is shown after a restart, and its op ends without another push', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  // Something before it is missing, so it waits confirmed.
  await peer.send(build.results(build.ok(id, 3)));
  expect(shown()).toEqual(['message 1 sent', 'mine sent']);
  await bench.client.close();
  const next = await deviceBench({ storage: bench.storage, seed: 2 });
  const window = next.client.messages.observe(conversation, { limit: 50 });
  await next.settle();
  expect(textsOf(window.getSnapshot())).toEqual(['message 1 sent', 'mine sent']);
  const frames = (await next.live()).take();
  expect(pushedOf(frames)).toEqual([]);
  const rows = [...messages(2, 2, 'bob'), build.message(3, { key: id, author: 'ann', body: { text: 'mine' } })];
  await next.peer().send(build.changes({ re: pullsOf(frames)[0]?.id, rows }));
  expect(textsOf(window.getSnapshot())).toEqual(['message 1 read', 'message 2 received', 'mine sent']);
  await next.client.flush();
});

test('[LOP-19] a confirmed op of a conversation that is not held is fetched by the process after, too', async () => {
  const bench = await deviceBench({ sync: { prefetch: 0 } });
  const peer = await bench.live();
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await peer.send(build.results(build.ok(id, 3)));
  await bench.client.close();
  const next = await deviceBench({ storage: bench.storage, seed: 2, sync: { prefetch: 0 } });
  const [pull] = pullsOf((await next.live()).take());
  expect(pull).toMatchObject({ stream: build.stream, want: { kind: 'newest' } });
  const rows = [...messages(1, 2, 'bob'), build.message(3, { key: id, author: 'ann', body: { text: 'mine' } })];
  await next.peer().send(build.page({ re: pull?.id ?? 0, rows }));
  await next.client.flush();
});

test('[STR-43] what was confirmed of a conversation that one has left is over, and stays in sight', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await bench.client.conversations.leave(conversation);
  await bench.settle();
  const pushed = pushedOf(peer.take());
  // Something before them is missing, and cannot be fetched any more.
  await peer.send(build.results(build.ok(id, 3), build.ok(pushed[1] ?? '', 4, { ord: undefined })));
  expect(bench.client.outbox.observe().getSnapshot()).toHaveLength(2);
  const left = build.row('membership', conversation, 1, { deleted: true, body: undefined });
  await peer.send(
    build.changes({ stream: ME, from: 0, to: 1, rows: [left], head: build.head(1, { stream: ME, ord: 0 }) }),
  );
  expect(shown()).toEqual(['message 1 sent', 'mine sent']);
  await bench.client.flush();
});

test('[STR-43] a message confirmed before the server was restored, and left behind with its conversation, has failed', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await peer.send(build.results(build.ok(id, 3)));
  expect(shown()).toEqual(['message 1 sent', 'mine sent']);
  await peer.close();
  await bench.timers.runNext();
  const next = await bench.live();
  const left = build.row('membership', conversation, 1, { deleted: true, body: undefined });
  await next.send(
    build.changes({ stream: ME, from: 0, to: 1, rows: [left], head: build.head(1, { stream: ME, ord: 0 }) }),
  );
  expect(pushedOf(next.take())).toEqual([id]);
  await next.send(build.results(build.refusal(id, 'stream/unknown')));
  expect(shown()).toEqual(['message 1 sent', 'mine failed']);
});

test('[STR-41] an old reset that comes once more forgets nothing of the history that is held', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  await peer.send(build.heads(build.head(2)));
  const [pull] = pullsOf(peer.take());
  await peer.send({ type: 'error', re: pull?.id, code: 'server/storage', class: 'retry', message: 'disk' });
  await peer.send(build.reset({ epoch: 'e1' }));
  await bench.timers.advance(25_000);
  await peer.send(build.pong());
  expect(pullsOf(peer.take())).toMatchObject([{ stream: build.stream, want: { kind: 'since', rev: 1 } }]);
});
