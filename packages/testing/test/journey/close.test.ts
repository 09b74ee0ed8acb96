import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countedRuntime } from './kit/counted-runtime.ts';
import { openDevice } from './kit/device.ts';
import { testFolder } from './kit/folder.ts';
import { runSource } from './kit/process.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

const NOTHING = { timers: 0, listeners: 0 };

test('[JNY-18] a client closed while live leaves no timer and no listener, and its observations end', async () => {
  const server = await openServer();
  const { runtime, held } = countedRuntime();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', { ...server, runtime });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const view = bob.watch(id);
  let isOver = false;
  const loop = (async () => {
    for await (const _ of view.window);
    isOver = true;
  })();
  await ann.client.messages.send(id, { text: 'm1' });
  await soon(view.texts).toEqual(['m1']);
  // The heartbeat, and a second mark within a second of the first: on a slow machine that takes some more messages.
  await soon(async () => {
    await ann.client.messages.send(id, { text: 'm2' });
    return held();
  }).toEqual({ timers: 2, listeners: 2 });
  await bob.client.close();
  await loop;
  expect([held(), isOver, bob.errors]).toEqual([NOTHING, true, []]);
  await expect(bob.client.messages.send(id, { text: 'late' })).rejects.toMatchObject({ code: 'storage/closed' });
  await expect(bob.client.whenSynced()).rejects.toMatchObject({ code: 'client/closed' });
});

test.each([
  ['waiting to connect again', {}],
  ['refused', { auth: () => '' }],
  ['waiting for a token', { auth: () => new Promise<string>(() => {}) }],
])('[JNY-18] a client closed while %s leaves nothing behind', async (what, options) => {
  const server = await openServer();
  if (what.startsWith('waiting to')) await server.stop();
  const { runtime, held } = countedRuntime();
  const ann = await openDevice('ann', { ...server, outbox: { retryBaseMs: 60_000 }, ...options, runtime });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  await ann.client.messages.send(id, { text: 'Ahoy' });
  const status = ann.client.sync.observe();
  await soon(() => status.getSnapshot()?.kind).toMatch(/offline|refused|connecting/);
  await ann.client.close();
  expect(held()).toEqual(NOTHING);
});

test('[JNY-18] a client closed in the middle of a burst keeps every message, and the next one sends them', async () => {
  const server = await openServer();
  const { runtime, held } = countedRuntime();
  const ann = await openDevice('ann', { ...server, runtime });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const texts = Array.from({ length: 500 }, (_, i) => `m${i + 1}`);
  const sends = texts.map((text) => ann.client.messages.send(id, { text }));
  await Promise.all([...sends, ann.client.close()]);
  expect(held()).toEqual(NOTHING);
  const again = await openDevice('ann', { ...server, path: ann.path });
  const view = again.watch(id, 1000);
  await again.client.flush();
  await soon(view.texts).toEqual(texts);
});

test('[JNY-18] a process ends by itself once its client is closed', async () => {
  const server = await openServer();
  const source = new URL('./kit/once-main.ts', import.meta.url);
  const child = runSource(source, [join(testFolder(), 'ann.db'), server.url]);
  expect(await child.ended()).toBe(0);
  expect(child.said).toEqual(['sent', 'closed']);
});
