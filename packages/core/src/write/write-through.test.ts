import { TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { defineCollection } from '../observe/collection-repository.ts';
import { anyObject } from '../test-support/any-object.ts';
import { deviceBench, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation, textsOf } from '../test-support/open-conversation.ts';

const full = new TidemarkError('storage/quota-exceeded', 'full', { limitBytes: 1, usedBytes: 1 });
const conversation = build.id(0);
const task = defineCollection({ name: 'task', schema: anyObject<{ title: string; done?: boolean }>() });
const ofOutbox = ({ store }: { readonly store: string }) => store === 'outbox';

test('[LOP-23] a message written twice under one id is one write, and both calls wait for it', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  const id = bench.client.newId();
  const done: number[] = [];
  bench.storage.hold();
  const send = (n: number) =>
    bench.client.messages.send(conversation, { text: `try ${n}` }, { id }).then(() => done.push(n));
  const both = [send(1), send(2)];
  await bench.settle();
  expect([shown(), done]).toEqual([['message 1 sent', 'try 1 sending'], []]);
  bench.storage.release();
  await Promise.all(both);
  await bench.settle();
  await send(3);
  await bench.settle();
  expect([pushedOf(peer.take()), done]).toEqual([[id], [1, 2, 3]]);
});

test('[LOP-23] an app that writes again after its restart what it wrote before writes it once', async () => {
  const first = await deviceBench();
  const id = first.client.newId();
  await first.client.messages.send(conversation, { text: 'once' }, { id });
  await first.client.close();
  const again = await deviceBench({ storage: first.storage, seed: 2 });
  const window = again.client.messages.observe(conversation);
  await again.client.messages.send(conversation, { text: 'once' }, { id });
  await again.settle();
  expect(textsOf(window.getSnapshot())).toEqual(['once sending']);
  await again.peer().send(build.welcome());
  expect(pushedOf(again.peer().take())).toEqual([id]);
});

test('[LOP-24] a write the storage refuses rejects, is gone from view, and is never pushed', async () => {
  const bench = await deviceBench();
  const { peer, shown } = await openConversation(bench, { rows: messages(1, 1) });
  bench.storage.refuse((changes) => (changes.some(ofOutbox) ? full : undefined));
  const sent = bench.client.messages.send(conversation, { text: 'lost' });
  expect(shown()).toEqual(['message 1 sent', 'lost sending']);
  await expect(sent).rejects.toBe(full);
  await bench.settle();
  expect([shown(), pushedOf(peer.take()), bench.errors]).toEqual([['message 1 sent'], [], []]);
  await bench.client.flush();
});

test('[LOP-24] a rewrite the storage refuses leaves the write before it', async () => {
  const bench = await deviceBench();
  const tasks = bench.client.collection(task);
  await tasks.put('a', { title: 'first' });
  bench.storage.refuse(() => full);
  await expect(tasks.patch('a', { done: true })).rejects.toBe(full);
  expect(await tasks.get('a')).toEqual({ title: 'first' });
  bench.storage.refuse(undefined);
  await bench.peer().send(build.welcome());
  const [push] = bench
    .peer()
    .take()
    .filter((frame) => frame.type === 'push');
  expect(push?.ops.map(({ body }) => body)).toEqual([{ title: 'first' }]);
});

test('[LOP-24] a rewrite refused while the write before it was on its way to the disk leaves that one', async () => {
  const bench = await deviceBench();
  await bench.live();
  const tasks = bench.client.collection(task);
  bench.storage.hold();
  const put = tasks.put('a', { title: 'first' });
  await bench.settle();
  const patch = tasks.patch('a', { done: true });
  await bench.settle();
  bench.storage.refuse((changes) => (JSON.stringify(changes).includes('done') ? full : undefined));
  bench.storage.release();
  await put;
  await expect(patch).rejects.toBe(full);
  await bench.settle();
  const [push] = bench
    .peer()
    .take()
    .filter((frame) => frame.type === 'push');
  expect(push?.ops.map(({ body }) => body)).toEqual([{ title: 'first' }]);
  expect(await tasks.get('a')).toEqual({ title: 'first' });
});

test('[LOP-24] a write refused after it was rewritten goes on in the rewrite', async () => {
  const bench = await deviceBench();
  await bench.live();
  const tasks = bench.client.collection(task);
  bench.storage.hold();
  const put = tasks.put('a', { title: 'first' });
  await bench.settle();
  const patch = tasks.patch('a', { done: true });
  await bench.settle();
  bench.storage.refuse((changes) => (JSON.stringify(changes).includes('done') ? undefined : full));
  bench.storage.release();
  await expect(put).rejects.toBe(full);
  await patch;
  await bench.settle();
  expect(await tasks.get('a')).toEqual({ title: 'first', done: true });
  expect(pushedOf(bench.peer().take()).length).toBe(1);
});

test('[LOP-24] of a row whose every write is refused nothing is left', async () => {
  const bench = await deviceBench();
  const tasks = bench.client.collection(task);
  bench.storage.hold();
  const put = tasks.put('a', { title: 'first' });
  await bench.settle();
  const writes = [put, tasks.patch('a', { done: true }), tasks.patch('a', { done: false })];
  bench.storage.refuse(() => full);
  bench.storage.release();
  const ends = await Promise.allSettled(writes);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect([await tasks.get('a'), bench.client.outbox.observe().getSnapshot()]).toEqual([undefined, []]);
});

test('[LOP-25] while a session is open a write is one commit, its attempt counted in it', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  bench.storage.commits.length = 0;
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  await bench.settle();
  const counts = bench.storage.commits.map(({ changes }) =>
    changes.map((change) => ('put' in change ? change.put.rev : change)),
  );
  expect([counts, pushedOf(peer.take())]).toEqual([[[1]], [id]]);
});

test('[LOP-25] nothing goes out before it is durable', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  bench.storage.hold();
  const sent = bench.client.messages.send(conversation, { text: 'mine' });
  await bench.timers.advance(1000);
  expect(pushedOf(peer.take())).toEqual([]);
  bench.storage.release();
  const { id } = await sent;
  await bench.settle();
  expect(pushedOf(peer.take())).toEqual([id]);
});

test('[LOP-25] a write rewritten on its way to the disk goes out once the rewrite is durable', async () => {
  const bench = await deviceBench();
  await bench.live();
  const tasks = bench.client.collection(task);
  bench.storage.hold();
  const put = tasks.put('a', { title: 'first' });
  await bench.settle();
  const patch = tasks.patch('a', { done: true });
  await bench.settle();
  bench.storage.release();
  bench.storage.hold();
  await put;
  await bench.settle();
  expect(pushedOf(bench.peer().take())).toEqual([]);
  bench.storage.release();
  await patch;
  await bench.settle();
  const [push] = bench
    .peer()
    .take()
    .filter((frame) => frame.type === 'push');
  expect(push?.ops.map(({ body }) => body)).toEqual([{ title: 'first', done: true }]);
});

test('[LOP-25] what was written together is pushed together', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 1) });
  peer.take();
  const sends = ['a', 'b', 'c'].map((text) => bench.client.messages.send(conversation, { text }));
  const ids = (await Promise.all(sends)).map(({ id }) => id);
  await bench.settle();
  expect(peer.take()).toMatchObject([{ type: 'push', ops: ids.map((opId) => ({ opId })) }]);
});
