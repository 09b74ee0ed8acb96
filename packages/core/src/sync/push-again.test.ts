import { TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pullsOf, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation, textsOf } from '../test-support/open-conversation.ts';

type Rows = ReturnType<typeof messages>;

/** A device that holds `held`, on a server restored from a backup that ends with `kept`. */
async function restored(held: Rows, kept: Rows, parts: { limit?: number; ords?: readonly [number, number] } = {}) {
  const bench = await deviceBench();
  const opened = await openConversation(bench, { rows: held, ...(parts.limit && { limit: parts.limit }) });
  const { peer, views } = opened;
  peer.take();
  await peer.send(build.reset());
  const [pull] = pullsOf(peer.take());
  bench.storage.commits.length = 0;
  views.length = 0;
  const rows = parts.ords ? kept.filter(({ ord = 0 }) => ord >= (parts.ords?.[0] ?? 0)) : kept;
  const head = build.head(kept.length, { epoch: 'e2' });
  await peer.send(build.page({ re: pull?.id ?? 0, epoch: 'e2', rows, head, ...(parts.ords && { ords: parts.ords }) }));
  return { ...bench, ...opened, pull };
}
const again = (n: number, rev: number, duplicate = false) =>
  build.ok(n, rev, { epoch: 'e2', ...(duplicate && { duplicate }) });

test('[LOP-21] one’s own messages that a new history lost are pushed again, in order, under their old ids', async () => {
  const { peer, pull, shown } = await restored(messages(1, 4), messages(1, 2));
  expect(pull).toMatchObject({ want: { kind: 'newest' } });
  expect(pull).not.toHaveProperty('epoch');
  expect(pushedOf(peer.take())).toEqual([build.id(3), build.id(4)]);
  expect(shown()).toEqual(['message 1 sent', 'message 2 sent', 'message 3 sending', 'message 4 sending']);
  await peer.send(build.results(again(3, 3), again(4, 4)));
  expect(shown()).toEqual(['message 1 sent', 'message 2 sent', 'message 3 sent', 'message 4 sent']);
});

test('[LOP-21] the new history takes the place of the old in one commit: nothing is missing for a moment', async () => {
  const { storage, views, peer } = await restored(messages(1, 4), messages(1, 2));
  expect(views.map(({ rows }) => rows.length).filter((count) => count < 4)).toEqual([]);
  const replacing = storage.commits.filter(({ changes }) => changes.some((change) => 'deleteRange' in change));
  const stores = replacing[0]?.changes.filter((change) => 'put' in change).map(({ store }) => store);
  expect([replacing.length, new Set(stores)]).toEqual([1, new Set(['messages', 'outbox', 'streams'])]);
  await peer.send(build.results(again(3, 3), again(4, 4)));
  expect(views.map(({ rows }) => rows.length).filter((count) => count !== 4)).toEqual([]);
});

test('[LOP-21] what the server still has further back is answered as a duplicate, and not doubled', async () => {
  const { client, peer, shown } = await restored(messages(1, 4), messages(1, 3), { limit: 10, ords: [3, 3] });
  expect(pushedOf(peer.take())).toEqual([1, 2, 4].map(build.id));
  await peer.send(build.results(again(1, 1, true), again(2, 2, true), again(4, 4)));
  await client.flush();
  expect(shown()).toEqual([1, 2, 3, 4].map((n) => `message ${n} sent`));
});

test('[LOP-21] what others wrote, and what was deleted, is not this device’s to bring back', async () => {
  const held = [...messages(1, 1), ...messages(2, 3, 'bob'), build.message(4, { body: undefined, deleted: true })];
  const { peer, shown } = await restored(held, messages(1, 1));
  expect([pushedOf(peer.take()), shown()]).toEqual([[], ['message 1 sent']]);
});

test('[LOP-21] what waits in the outbox goes after what is brought back', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 2) });
  await peer.close();
  const { id } = await bench.client.messages.send(build.id(0), { text: 'new' });
  await bench.timers.runNext();
  await bench.peer().send(build.welcome(), build.reset());
  const frames = bench.peer().take();
  expect(pushedOf(frames)).toEqual([id]);
  const pull = pullsOf(frames).find(({ stream }) => stream === build.stream);
  await bench.peer().send(build.results(build.refusal(id, 'op/predecessor')));
  await bench.peer().send(build.page({ re: pull?.id ?? 0, epoch: 'e2', rows: messages(1, 1) }));
  await bench.timers.advance(2000);
  expect(pushedOf(bench.peer().take())).toEqual([build.id(2), id]);
});

test('[LOP-21] they are in the outbox for good: a device that dies then pushes them after its restart', async () => {
  const { client, storage } = await restored(messages(1, 4), messages(1, 2));
  await client.close();
  const next = await deviceBench({ storage, seed: 2 });
  await next.peer().send(build.welcome());
  expect(pushedOf(next.peer().take())).toEqual([build.id(3), build.id(4)]);
});

test('[LOP-22] a confirmation of the old history is worth nothing in the new: the op goes again', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(build.id(0), { text: 'mine' });
  // Something before it is missing, so it waits confirmed.
  await peer.send(build.results(build.ok(id, 3)));
  expect(shown()).toEqual(['message 1 sent', 'mine sent']);
  peer.take();
  await peer.send(build.reset());
  expect([pushedOf(peer.take()), shown()]).toEqual([[id], ['message 1 sent', 'mine sending']]);
});

test('[LOP-22] one of a new history that only its head has told of holds, and is not asked for again', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(build.id(0), { text: 'mine' });
  peer.take();
  await peer.send(build.results(build.ok(id, 3, { epoch: 'e2' })));
  expect([pushedOf(peer.take()), shown()]).toEqual([[], ['message 1 sent', 'mine sent']]);
});

test('[LOP-22] what a new history voided stays so after a restart: shown as sending, and pushed again', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(build.id(0), { text: 'mine' });
  await peer.send(build.results(build.ok(id, 3)));
  await peer.send(build.reset());
  expect(shown()).toEqual(['message 1 sent', 'mine sending']);
  await bench.client.close();
  const next = await deviceBench({ storage: bench.storage, seed: 2 });
  const window = next.client.messages.observe(build.id(0), { limit: 50 });
  await next.settle();
  expect(textsOf(window.getSnapshot())).toEqual(['message 1 sent', 'mine sending']);
  await next.peer().send(build.welcome());
  expect(pushedOf(next.peer().take())).toEqual([id]);
});

test('[LOP-22] one of a history that is newer than the one a reset named holds: the server was restored twice', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  await peer.send(build.reset());
  // Before the page of that history came.
  await peer.close();
  const { id } = await bench.client.messages.send(build.id(0), { text: 'mine' });
  await bench.timers.runNext();
  await bench.peer().send(build.welcome());
  const frames = bench.peer().take();
  const pull = pullsOf(frames).find(({ stream }) => stream === build.stream);
  await bench.peer().send(build.results(build.ok(id, 2, { epoch: 'e3' })));
  expect([pushedOf(frames), pushedOf(bench.peer().take()), shown()]).toEqual([
    [id],
    [],
    ['message 1 sent', 'mine sent'],
  ]);
  const rows = [...messages(1, 1), build.message(2, { key: id, author: 'ann', body: { text: 'mine' } })];
  await bench.peer().send(build.page({ re: pull?.id ?? 0, epoch: 'e3', rows }));
  await bench.client.flush();
});

test('[LOP-17] a refusal that could not be stored is none: its op is pushed again, and refused again', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  const { id } = await bench.client.messages.send(build.id(0), { text: 'mine' });
  let refusals = 1;
  bench.storage.refuse(() =>
    refusals-- > 0 ? new TidemarkError('storage/unavailable', 'gone', { name: 'test' }) : undefined,
  );
  const refusal = build.results({ opId: id, error: { code: 'op/invalid', class: 'permanent', message: '' } });
  await peer.send(refusal);
  expect(bench.client.outbox.observe().getSnapshot()).toMatchObject([{ status: 'pending' }]);
  await bench.timers.runNext();
  const next = await bench.live();
  expect(pushedOf(next.take())).toEqual([id]);
  await next.send(refusal);
  expect(bench.client.outbox.observe().getSnapshot()).toMatchObject([{ status: 'failed' }]);
});

test('[LOP-22] a reset leaves marks, and the unsent', async () => {
  const { client, peer, shown } = await restored(messages(1, 4, 'bob'), messages(1, 4, 'bob'));
  await client.conversations.markRead(build.id(0), 3);
  await client.messages.send(build.id(0), { text: 'mine' });
  await peer.send(build.reset({ epoch: 'e3' }));
  const pull = pullsOf(peer.take()).at(-1);
  await peer.send(build.page({ re: pull?.id ?? 0, epoch: 'e3', rows: messages(1, 4, 'bob') }));
  expect(shown().at(-1)).toBe('mine sending');
  expect((await client.conversations.get(build.id(0)))?.unread ?? 'no conversation row').toBe('no conversation row');
});
