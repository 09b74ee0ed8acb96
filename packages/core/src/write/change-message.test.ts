import type { ClientFrame, Op } from '@tidemark/protocol';
import { TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);
const opsOf = (frames: readonly ClientFrame[]): readonly Op[] =>
  frames.flatMap((frame) => (frame.type === 'push' ? frame.ops : []));

/** Ann's conversation with one message of hers at ord 1, live; `edit` and `remove` change messages there. */
async function aMessage() {
  const bench = await deviceBench();
  const opened = await openConversation(bench, { rows: messages(1, 1) });
  const { client, settle } = bench;
  return {
    ...bench,
    ...opened,
    send: async (text: string) => (await client.messages.send(conversation, { text })).id,
    edit: (id: string, text: string) => client.messages.edit(conversation, id, { text }),
    remove: (id: string) => client.messages.delete(conversation, id),
    /** What was pushed since the last call. */
    async pushed() {
      await settle();
      return opsOf(opened.peer.take());
    },
    rows: () => opened.window.getSnapshot()?.rows ?? [],
  };
}

/** The same while there is no server. */
async function offline() {
  const bench = await deviceBench();
  const window = bench.client.messages.observe(conversation);
  await bench.settle();
  const { messages } = bench.client;
  return {
    ...bench,
    window,
    send: async (text: string) => (await messages.send(conversation, { text })).id,
    edit: (id: string, text: string) => messages.edit(conversation, id, { text }),
    remove: (id: string) => messages.delete(conversation, id),
    texts: () => window.getSnapshot()?.rows.map(({ body, deleted }) => (deleted ? 'deleted' : body.text)),
    async pushed() {
      await bench.peer().send(build.welcome());
      return opsOf(bench.peer().take());
    },
  };
}

test('[WRI-11] an edit changes the fields it names, and null removes one', async () => {
  const { client, pushed, rows } = await aMessage();
  await client.messages.edit(conversation, build.id(1), { text: 'Ahoy!', meta: { loud: true } });
  await client.messages.edit(conversation, build.id(1), { meta: null, kind: 'system' });
  const [first, second] = await pushed();
  expect([first, second]).toMatchObject([
    { collection: 'message', kind: 'patch', key: build.id(1), body: { text: 'Ahoy!', meta: { loud: true } } },
    { kind: 'patch', key: build.id(1), body: { meta: null, kind: 'system' } },
  ]);
  expect(rows()[0]?.body).toEqual({ text: 'Ahoy!', kind: 'system' });
});

test('[WRI-11] an edit of what no server has seen is part of the send', async () => {
  const { send, edit, pushed, texts } = await offline();
  const id = await send('Ahyo');
  await edit(id, 'Ahoy');
  await edit(id, 'Ahoy!');
  expect(texts()).toEqual(['Ahoy!']);
  expect(await pushed()).toEqual([expect.objectContaining({ opId: id, kind: 'put', body: { text: 'Ahoy!' } })]);
});

test('[WRI-11] an edit of what is on its way goes behind it; two that wait are one', async () => {
  const { send, edit, pushed, shown, peer } = await aMessage();
  const id = await send('Ahyo');
  expect((await pushed()).map(({ opId }) => opId)).toEqual([id]);
  await edit(id, 'Ahoy');
  const [patch] = await pushed();
  expect(patch).toMatchObject({ kind: 'patch', key: id, after: id, body: { text: 'Ahoy' } });
  expect(shown()).toEqual(['message 1 sent', 'Ahoy sending']);
  await peer.send(build.results(build.ok(id, 2)));
  expect(shown()).toEqual(['message 1 sent', 'Ahoy sent']);
});

test('[WRI-11] an edit that changes nothing is not queued', async () => {
  const { edit, pushed, views } = await aMessage();
  await edit(build.id(1), 'message 1');
  expect([await pushed(), views]).toEqual([[], []]);
});

test('[WRI-11] a message that was refused is sent anew as it is edited, under its id', async () => {
  const { send, edit, pushed, peer, rows } = await aMessage();
  const id = await send('spam');
  await pushed();
  await edit(id, 'spam!');
  await pushed();
  await peer.send(build.results(build.refusal(id, 'op/invalid')));
  expect(rows()[1]).toMatchObject({ body: { text: 'spam!' }, delivery: 'failed', failure: { code: 'op/invalid' } });
  await edit(id, 'no spam');
  expect(rows()[1]).toMatchObject({ body: { text: 'no spam' }, delivery: 'sending' });
  expect(await pushed()).toEqual([expect.objectContaining({ opId: id, kind: 'put', body: { text: 'no spam' } })]);
});

test('[WRI-11] where storage refuses to write it anew, a refused message stays as it was', async () => {
  const { client, send, edit, pushed, peer, rows, storage } = await aMessage();
  const id = await send('spam');
  await pushed();
  await peer.send(build.results(build.refusal(id, 'op/invalid')));
  storage.refuse(() => new TidemarkError('storage/quota-exceeded', 'full', {}));
  await expect(edit(id, 'no spam')).rejects.toMatchObject({ code: 'storage/quota-exceeded' });
  expect(rows()[1]).toMatchObject({ body: { text: 'spam' }, delivery: 'failed' });
  expect(client.outbox.observe().getSnapshot()).toMatchObject([{ opId: id, status: 'failed' }]);
});

test('[WRI-11] a message sent once more under its id is edited by a write of its own', async () => {
  const bench = await deviceBench();
  const { messages: mine } = bench.client;
  await openConversation(bench, { rows: messages(1, 1) });
  bench.client.sync.pause('test');
  await bench.settle();
  await mine.send(conversation, { text: 'message 1' }, { id: build.id(1) });
  await mine.edit(conversation, build.id(1), { text: 'edited' });
  await mine.delete(conversation, build.id(1));
  bench.client.sync.resume('test');
  await bench.settle();
  const { peer } = bench;
  await peer().send(build.welcome());
  expect(opsOf(peer().take()).map(({ opId, kind }) => [opId === build.id(1), kind])).toEqual([
    [true, 'put'],
    [false, 'delete'],
  ]);
});

test('[WRI-12] what no server has seen is not sent when it is deleted, nor what was written about it', async () => {
  const { client, send, edit, remove, pushed, texts } = await offline();
  const [first, second] = [await send('first'), await send('second')];
  await edit(second, 'second!');
  await remove(second);
  expect(texts()).toEqual(['first']);
  expect((await pushed()).map(({ opId }) => opId)).toEqual([first]);
  expect(client.outbox.observe().getSnapshot()).toMatchObject([{ opId: first }]);
});

test('[WRI-12] what is on its way is deleted behind it, and keeps its place', async () => {
  const { send, remove, pushed, peer, rows } = await aMessage();
  const id = await send('oops');
  await pushed();
  await remove(id);
  expect(await pushed()).toMatchObject([{ kind: 'delete', key: id, after: id }]);
  expect(rows()[1]).toMatchObject({ deleted: true, body: {}, change: { kind: 'delete', status: 'pending' } });
  await peer.send(build.results(build.ok(id, 2)));
  expect(rows()[1]).toMatchObject({ ord: 2, deleted: true });
});

test('[WRI-12] a message that was refused is gone when it is deleted, with the edits behind it', async () => {
  const { client, send, edit, remove, pushed, peer, shown } = await aMessage();
  const id = await send('spam');
  await pushed();
  await edit(id, 'spam!');
  await peer.send(build.results(build.refusal(id, 'op/invalid')));
  await remove(id);
  await pushed();
  expect([shown(), client.outbox.observe().getSnapshot()]).toEqual([['message 1 sent'], []]);
});

test('[WRI-12] where storage refuses, what was to be taken back is there again', async () => {
  const { send, remove, texts, storage, pushed } = await offline();
  const id = await send('first');
  storage.refuse(() => new TidemarkError('storage/quota-exceeded', 'full', {}));
  await expect(remove(id)).rejects.toMatchObject({ code: 'storage/quota-exceeded' });
  expect(texts()).toEqual(['first']);
  storage.refuse(undefined);
  expect((await pushed()).map(({ opId }) => opId)).toEqual([id]);
});

test('[WRI-12] edits and deletions survive a restart, each once and in order', async () => {
  const first = await offline();
  const [kept, gone] = [await first.send('kpet'), await first.send('gone')];
  await first.edit(kept, 'kept');
  await first.remove(gone);
  await first.client.close();
  const again = await deviceBench({ storage: first.storage, seed: 2 });
  await again.peer().send(build.welcome());
  expect(opsOf(again.peer().take())).toMatchObject([{ opId: kept, body: { text: 'kept' } }]);
});

test('[WRI-13] a message that is not here, or was deleted, is not changed', async () => {
  const { client, edit, remove, pushed } = await aMessage();
  await expect(edit(build.id(7), 'x')).rejects.toMatchObject({ code: 'write/not-found' });
  await remove(build.id(1));
  await expect(edit(build.id(1), 'x')).rejects.toMatchObject({ code: 'write/not-found' });
  await expect(remove(build.id(1))).rejects.toMatchObject({ code: 'write/not-found' });
  await expect(client.messages.edit(conversation, 'x', {})).rejects.toMatchObject({ code: 'write/invalid' });
  const wrong = client.messages.edit(conversation, build.id(1), { text: 7 } as never);
  await expect(wrong).rejects.toMatchObject({ code: 'write/invalid', details: { path: 'message.text' } });
  expect((await pushed()).map(({ kind }) => kind)).toEqual(['delete']);
});

test('[VIE-17] a pending edit is shown, and the server’s word in its place when it comes', async () => {
  const { edit, pushed, peer, rows, runtime } = await aMessage();
  await edit(build.id(1), 'Ahoy');
  const [op] = await pushed();
  const opId = op?.opId as string;
  const { clock } = runtime;
  expect(rows()[0]).toMatchObject({
    ...{ body: { text: 'Ahoy' }, ord: 1, delivery: 'sent', editedAt: clock.now() },
    change: { opId, kind: 'edit', status: 'pending' },
  });
  const row = build.message(1, { rev: 2, body: { text: 'Ahoy' }, editedAt: 1_767_225_602_000, op: opId });
  await peer.send(build.results(build.ok(opId, 2, { ord: undefined, rows: [row] })));
  expect(rows()[0]).toMatchObject({ body: { text: 'Ahoy' }, editedAt: 1_767_225_602_000 });
  expect(rows()[0]).not.toHaveProperty('change');
});

test('[VIE-17] a refused edit is taken back in view, and told with its reason until it is retried or taken back', async () => {
  const { client, edit, pushed, peer, rows } = await aMessage();
  await edit(build.id(1), 'too late');
  const [op] = await pushed();
  const opId = op?.opId as string;
  await peer.send(build.results(build.refusal(opId, 'op/too-late')));
  const [message] = rows();
  expect(message).toMatchObject({
    body: { text: 'message 1' },
    delivery: 'sent',
    change: { opId, kind: 'edit', status: 'failed', failure: { code: 'op/too-late', retryable: false } },
  });
  expect(message).not.toHaveProperty('editedAt');
  expect(await client.messages.get(conversation, build.id(1))).toEqual(message);
  await client.outbox.cancel(opId);
  expect(rows()[0]).not.toHaveProperty('change');
});

test('[VIE-17] a refused deletion brings the message back', async () => {
  const { remove, pushed, peer, rows } = await aMessage();
  await remove(build.id(1));
  expect(rows()[0]).toMatchObject({ deleted: true, body: {} });
  const [op] = await pushed();
  await peer.send(build.results(build.refusal(op?.opId as string, 'op/forbidden')));
  expect(rows()[0]).toMatchObject({ deleted: false, body: { text: 'message 1' }, change: { status: 'failed' } });
});

test('[VIE-17] a pending edit of one message leaves the others the same objects', async () => {
  const bench = await deviceBench();
  const { window } = await openConversation(bench, { rows: messages(1, 3) });
  const before = window.getSnapshot()?.rows ?? [];
  await bench.client.messages.edit(conversation, build.id(2), { text: 'edited' });
  await bench.settle();
  const after = window.getSnapshot()?.rows ?? [];
  expect(after.map((row, i) => row === before[i])).toEqual([true, false, true]);
  expect(window.getSnapshot()).toBe(window.getSnapshot());
});
