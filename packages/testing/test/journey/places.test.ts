import { jumps } from '@tidemark/core';
import { metrics } from '@tidemark/core/metrics';
import { search } from '@tidemark/core/search';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

const COUNT = 600;

/** Bob's new device, which holds the newest messages of a long conversation, and the server that has all. */
async function newDevice() {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  const sent: string[] = [];
  for (let n = 1; n <= COUNT; n++)
    sent.push((await ann.client.messages.send(id, { text: n === 77 ? 'a needle 77' : `hay ${n}` })).id);
  await ann.client.flush();
  const bob = await openDevice('bob', server);
  const newest = bob.watch(id, 20);
  await soon(() => newest.texts().length).toBe(20);
  return { server, ann, bob, id, sent, newest };
}

test('[JNY-46] a message that a device never held is found at the server, and opened among its neighbours', async () => {
  const { bob, id, sent, newest } = await newDevice();
  const searching = bob.client.use(search);
  expect((await searching.query({ text: 'needle' })).hits).toEqual([]);
  const { hits, server } = await searching.everywhere({ text: 'needle' });
  expect([server, hits.map(({ ord, text }) => [ord, text])]).toEqual(['answered', [[77, 'a needle 77']]]);
  const [hit] = hits;
  const window = await bob.client.use(jumps).open(id, { ord: hit?.ord ?? 0 }, { before: 2, after: 3 });
  const texts = () => window.getSnapshot()?.rows.map(({ body }) => body.text);
  await soon(texts).toEqual(['hay 75', 'hay 76', 'a needle 77', 'hay 78', 'hay 79']);
  expect((await searching.query({ text: 'needle' })).hits).toMatchObject([{ id: hit?.id }]);

  await window.jump({ message: sent[299] ?? '' });
  await soon(texts).toEqual(['hay 298', 'hay 299', 'hay 300', 'hay 301', 'hay 302']);
  const at = window.getSnapshot()?.rows[2]?.at ?? 0;
  const { ord, isSure } = await window.jump({ at });
  const timeOf = (place: number) => window.getSnapshot()?.rows.find((row) => row.ord === place)?.at;
  await soon(() => timeOf(ord)).toBe(at);
  expect([isSure, (timeOf(ord - 1) ?? 0) < at]).toEqual([true, true]);
  await window.jump('first-unread');
  await soon(texts).toEqual(['hay 1', 'hay 2', 'hay 3']);
  expect(newest.texts()).toEqual(Array.from({ length: 20 }, (_, i) => `hay ${COUNT - 19 + i}`));
});

test('[JNY-46] extended to the end it holds everything, and shows what comes', async () => {
  const { ann, bob, id } = await newDevice();
  const window = await bob.client.use(jumps).open(id, { ord: 50 }, { before: 10, after: 40 });
  const read = async (): Promise<void> => {
    const to = window.getSnapshot()?.rows.at(-1)?.ord ?? 0;
    window.loadNewer(200);
    await soon(() => (window.getSnapshot()?.rows.at(-1)?.ord ?? 0) >= Math.min(COUNT, to + 200)).toBe(true);
    await soon(() => window.getSnapshot()?.gaps).toEqual([]);
  };
  await soon(() => window.getSnapshot()?.rows.length).toBe(50);
  while (window.getSnapshot()?.hasNewer) await read();
  expect(window.getSnapshot()?.rows.map(({ ord }) => ord)).toEqual(Array.from({ length: 561 }, (_, i) => 40 + i));
  await ann.client.messages.send(id, { text: 'and one more' });
  await soon(() => window.getSnapshot()?.rows.at(-1)?.body.text).toBe('and one more');
});

test('[JNY-47] what happened on a device is told, and its figures are those of what happened', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const { events, snapshot } = ann.client.use(metrics);
  const kinds: string[] = [];
  events.subscribe(({ kind }) => kinds.push(kind));
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  const bob = await openDevice('bob', server);
  for (let n = 1; n <= 20; n++) await ann.client.messages.send(id, { text: `m${n}` });
  await ann.client.flush();
  bob.watch(id);
  await soon(() => snapshot().sendToDelivered.count).toBe(20);
  expect(snapshot()).toMatchObject({
    sendToSent: { count: 20 },
    ops: { confirmed: 21, failed: 0, failureRate: 0 },
    outbox: { depth: 0, failed: 0, oldestAgeMs: 0 },
    connection: { isConnected: true },
  });
  await server.stop();
  await soon(() => kinds.includes('disconnected')).toBe(true);
  await ann.client.messages.send(id, { text: 'offline' });
  expect(snapshot()).toMatchObject({ outbox: { depth: 1 }, connection: { isConnected: false } });
});
