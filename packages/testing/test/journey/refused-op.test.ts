import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { pushRaw } from './kit/raw-session.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

const BIG = 'x'.repeat(40_000);

test('[JNY-9] a message into a conversation of others fails with the reason, and other conversations go on', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const theirs = await bob.client.conversations.create({ kind: 'direct', members: ['eve'] });
  const ours = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  await bob.client.flush();
  await ann.client.messages.send(theirs.id, { text: 'let me in' });
  await ann.client.messages.send(ours.id, { text: 'ahoy' });
  const views = [ann.watch(theirs.id), ann.watch(ours.id)];
  await soon(() => views[1]?.deliveries()).toEqual(['delivered']);
  await soon(() => views[0]?.rows()).toMatchObject([
    { delivery: 'failed', failure: { code: 'stream/unknown', retryable: false } },
  ]);
  expect(bob.watch(theirs.id).texts()).toEqual([]);
  await ann.client.flush();
});

test('[JNY-9] who is removed loses the conversation from the list, and what they still send fails', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  const list = bob.client.conversations.observe();
  await soon(() => list.getSnapshot()?.rows.length).toBe(1);
  const view = bob.watch(id);
  await pushRaw(server.url, 'ann', { stream: `conversation:${id}`, collection: 'member', key: 'bob', kind: 'delete' });
  await soon(() => list.getSnapshot()?.rows.length).toBe(0);
  await bob.client.messages.send(id, { text: 'wait' });
  await soon(() => view.rows().at(-1)).toMatchObject({ delivery: 'failed', failure: { code: 'stream/unknown' } });

  await pushRaw(server.url, 'ann', {
    stream: `conversation:${id}`,
    collection: 'member',
    key: 'bob',
    kind: 'put',
    body: { role: 'member' },
  });
  await soon(() => list.getSnapshot()?.rows.length).toBe(1);
  await bob.client.outbox.retry();
  await soon(() => view.rows().at(-1)?.delivery).toBe('delivered');
});

test('[JNY-10] what was never pushed can be taken back, and is gone from the device and for the server', async () => {
  const server = await openServer();
  await server.stop();
  const ann = await openDevice('ann', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const sent = [];
  for (const text of ['m1', 'm2', 'm3']) sent.push(await ann.client.messages.send(id, { text }));
  const view = ann.watch(id);
  await ann.client.outbox.cancel(sent[1]?.id ?? '');
  await soon(view.texts).toEqual(['m1', 'm3']);
  await ann.client.close();
  const again = await openDevice('ann', { ...server, path: ann.path });
  await server.start();
  const bob = await openDevice('bob', server);
  const received = bob.watch(id);
  await soon(received.texts).toEqual(['m1', 'm3']);
  await again.client.flush();
  await expect(again.client.outbox.cancel(sent[0]?.id ?? '')).rejects.toMatchObject({ code: 'outbox/not-cancellable' });
});

test('[JNY-10] a failed message goes after retry, when what refused it has changed', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const id = bob.client.newId();
  await ann.client.messages.send(id, { text: 'early' });
  const view = ann.watch(id);
  await soon(view.deliveries).toEqual(['failed']);
  await bob.client.conversations.create({ id, kind: 'direct', members: ['ann'] });
  await bob.client.flush();
  await ann.client.outbox.retry(view.rows()[0]?.id);
  await soon(view.deliveries).toEqual(['delivered']);
  await soon(bob.watch(id).texts).toEqual(['early']);
});

test('[JNY-10] a refused message holds up the later ones of its conversation until it is taken back', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const view = ann.watch(id);
  const big = await ann.client.messages.send(id, { text: BIG });
  await ann.client.messages.send(id, { text: 'later' });
  await soon(view.deliveries).toEqual(['failed', 'sending']);
  expect(view.rows()[0]?.failure).toMatchObject({ code: 'op/too-large', retryable: false });
  await ann.client.outbox.cancel(big.id);
  await soon(() => view.rows().map((row) => [row.body.text, row.delivery])).toEqual([['later', 'sent']]);
});

test('[JNY-10] with onFailure "skip" a refused message holds up nothing', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', { ...server, outbox: { onFailure: 'skip' } });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const view = ann.watch(id);
  await ann.client.messages.send(id, { text: BIG });
  await ann.client.messages.send(id, { text: 'later' });
  await soon(() => view.rows().map((row) => [row.body.text?.slice(0, 5), row.delivery])).toEqual([
    ['later', 'sent'],
    ['xxxxx', 'failed'],
  ]);
});
