import { createFaultProxy } from '@tidemark/testing/node';
import { webSocket } from '@tidemark/transport-ws';
import { expect, onTestFinished, test } from 'vitest';
import { createSeededRandom } from '../../src/fake-runtime/seeded-random.ts';
import { openDevice } from './kit/device.ts';
import { losing } from './kit/losing.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-4] a half-open connection is found by its silence, and what was sent into it arrives once', async () => {
  const server = await openServer({ limits: { heartbeatMs: 500 } });
  const proxy = await createFaultProxy({ target: { port: server.port }, random: createSeededRandom(4) });
  onTestFinished(proxy.close);
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', { url: `ws://127.0.0.1:${proxy.port}/sync` });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const views = [ann.watch(id), bob.watch(id)];
  await ann.client.messages.send(id, { text: 'before' });
  await soon(() => views[1]?.texts()).toEqual(['before']);
  // On a machine that stands still for a second, the connection may just be another one.
  await soon(() => proxy.halfOpen()).toBe(1);
  await ann.client.messages.send(id, { text: 'from ann' });
  await ann.client.flush();
  await bob.client.messages.send(id, { text: 'from bob' });
  for (const view of views) await soon(view.texts).toEqual(['before', 'from ann', 'from bob']);
  expect(proxy.stats().accepted).toBeGreaterThan(1);
});

test('[JNY-5] a last message whose fan-out is lost is found by the next heartbeat, on the same connection', async () => {
  // Twice as long a silence would end the connection: far longer than a busy machine stands still.
  const server = await openServer({ limits: { heartbeatMs: 4_000 } });
  let lost = 0;
  let connections = 0;
  let isLosing = false;
  const transport = losing(webSocket(server.url), (frame) => {
    if (frame.type === 'welcome') connections++;
    if (!isLosing || frame.type !== 'changes' || frame.re !== undefined) return true;
    lost++;
    return false;
  });
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', { transport });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const received = bob.watch(id);
  await ann.client.messages.send(id, { text: 'first' });
  await soon(received.texts).toEqual(['first']);
  isLosing = true;
  await ann.client.messages.send(id, { text: 'last' });
  await soon(received.texts).toEqual(['first', 'last']);
  expect({ lost, connections }).toEqual({ lost: 1, connections: 1 });
});
