import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pullsOf, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);

/** How a promise stands, without waiting for it. */
function watched(promise: Promise<unknown>) {
  let end: unknown = 'waits';
  promise.then(
    () => {
      end = 'done';
    },
    (error: unknown) => {
      end = error;
    },
  );
  return () => end;
}

test('[VIE-13] whenSynced waits for what the server has, and for what it is owed', async () => {
  const { client, peer, live, settle } = await deviceBench();
  const { id } = await client.messages.send(conversation, { text: 'owed' });
  const end = watched(client.whenSynced());
  expect(end()).toBe('waits');
  await live();
  expect([end(), pushedOf(peer().take())]).toEqual(['waits', [id]]);
  // The conversation is to be fetched now: its confirmation waits for that, and with it the op.
  await peer().send(build.results(build.ok(id, 5)));
  expect(end()).toBe('waits');
  const [pull] = pullsOf(peer().take());
  const rows = [build.message(5, { key: id, body: { text: 'owed' } })];
  await peer().send(build.page({ re: pull?.id ?? 0, rows }));
  await settle();
  expect(end()).toBe('done');
});

test('[VIE-13] whenSynced of a conversation fetches it, and waits for it only', async () => {
  const { client, live, settle } = await deviceBench();
  const peer = await live();
  await client.messages.send(build.id(9), { text: 'owed elsewhere' });
  const end = watched(client.whenSynced(conversation));
  await settle();
  const pull = pullsOf(peer.take()).find(({ stream }) => stream === build.stream);
  expect([end(), pull?.want.kind]).toEqual(['waits', 'newest']);
  await peer.send(build.page({ re: pull?.id ?? 0, rows: messages(1, 2, 'bob') }));
  expect(end()).toBe('done');
});

test('[VIE-13] whenSynced sees the end of the last request, also where the status does not change', async () => {
  const bench = await deviceBench();
  const { peer, window } = await openConversation(bench, { limit: 3, rows: messages(8, 10, 'bob') });
  window.loadOlder();
  await bench.settle();
  const end = watched(bench.client.whenSynced(conversation));
  expect([end(), bench.status()]).toEqual(['waits', { kind: 'live' }]);
  const [pull] = pullsOf(peer.take());
  await peer.send(build.page({ re: pull?.id ?? 0, rows: messages(5, 7, 'bob'), newest: false, head: build.head(10) }));
  expect(end()).toBe('done');
});

test('[VIE-13] whenSynced is done at once where all is, and waits while there is no session', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  await bench.client.whenSynced();
  await bench.client.whenSynced(conversation);
  await peer.close();
  const end = watched(bench.client.whenSynced(conversation));
  await bench.timers.runNext();
  expect(end()).toBe('waits');
  await bench.live();
  expect(end()).toBe('done');
});

test('[VIE-13] flush is done once every op is confirmed or failed', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  await bench.client.flush();
  const a = await bench.client.messages.send(conversation, { text: 'a' });
  const b = await bench.client.messages.send(conversation, { text: 'b' });
  const end = watched(bench.client.flush());
  await bench.settle();
  await peer.send(build.results(build.ok(a.id, 2)));
  expect(end()).toBe('waits');
  await peer.send(build.results(build.refusal(b.id, 'op/forbidden')));
  expect(end()).toBe('done');
});

test('[VIE-13] both end with the reason of their signal, before and while they wait', async () => {
  const { client } = await deviceBench();
  await client.messages.send(conversation, { text: 'owed' });
  for (const wait of [client.flush, (options: { signal: AbortSignal }) => client.whenSynced(undefined, options)]) {
    const controller = new AbortController();
    const waiting = wait({ signal: controller.signal });
    const why = new Error('enough');
    controller.abort(why);
    await expect(waiting).rejects.toBe(why);
    await expect(wait({ signal: controller.signal })).rejects.toBe(why);
  }
});

test('[VIE-14] closing ends what is observed and what waits; calls later are refused', async () => {
  const { client } = await deviceBench();
  const observed = [
    client.messages.observe(conversation),
    client.conversations.observe(),
    client.conversations.observeMembers(conversation),
    client.outbox.observe(),
    client.sync.observe(),
  ];
  const ends = observed.map(async (each) => {
    for await (const _ of each);
    return 'ended';
  });
  await client.messages.send(conversation, { text: 'kept' });
  const waiting = [watched(client.whenSynced()), watched(client.flush())];
  await client.close();
  expect(await Promise.all(ends)).toEqual(observed.map(() => 'ended'));
  expect(waiting.map((end) => end())).toMatchObject([{ code: 'client/closed' }, { code: 'client/closed' }]);
  await expect(client.whenSynced()).rejects.toMatchObject({ code: 'client/closed' });
  await expect(client.messages.send(conversation, { text: 'late' })).rejects.toMatchObject({ code: 'storage/closed' });
});

test('[VIE-14] a closed client has left the server, has no timer, and may be closed again', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 3, 'bob') });
  await bench.client.messages.send(conversation, { text: 'kept' });
  const closing = bench.client.close();
  expect(bench.client.close()).toBe(closing);
  await closing;
  await bench.settle();
  expect([peer.isOpen(), bench.timers.pendingCount(), bench.errors]).toEqual([false, 0, []]);
});

test.each([
  ['no network', ({ runtime }: Awaited<ReturnType<typeof deviceBench>>) => runtime.network.setOnline(false)],
  ['a wait', ({ link }: Awaited<ReturnType<typeof deviceBench>>) => link.setReachable(false)],
  ['a pause', ({ client }: Awaited<ReturnType<typeof deviceBench>>) => client.sync.pause('hidden')],
])('[VIE-14] a client closes at once during %s', async (_what, disturb) => {
  const bench = await deviceBench();
  disturb(bench);
  await bench.peer().close();
  await bench.client.close();
  expect([bench.peers.length, bench.timers.pendingCount()]).toEqual([1, 0]);
});

test('[VIE-14] a client closes while `auth` hangs', async () => {
  const { client, timers } = await deviceBench({ auth: () => new Promise(() => {}) });
  await client.close();
  expect(timers.pendingCount()).toBe(0);
});

test('[VIE-14] an observation closed by itself leaves the others, and takes nothing more', async () => {
  const bench = await deviceBench();
  const { peer, window, shown } = await openConversation(bench, { rows: messages(1, 1, 'bob') });
  const other = bench.client.messages.observe(conversation);
  await bench.settle();
  const sent = bench.client.messages.send(conversation, { text: 'unseen' });
  window.close();
  expect(shown()).toEqual(['message 1 received']);
  await sent;
  await peer.send(build.changes({ rows: messages(2, 2, 'bob') }));
  expect([shown().length, other.getSnapshot()?.rows.length]).toEqual([1, 3]);
});
