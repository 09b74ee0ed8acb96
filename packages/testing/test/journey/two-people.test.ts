import { expect, test } from 'vitest';
import { createDeliveryLog } from './kit/delivery-log.ts';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-1] a message goes sending, sent, delivered, read, and stands in both databases', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const log = createDeliveryLog();
  const sent = ann.watch(id);
  sent.window.subscribe(() => log.look(sent.rows()));
  await ann.client.messages.send(id, { text: 'Ahoy' });
  const received = bob.watch(id);
  await soon(received.texts).toEqual(['Ahoy']);
  await soon(sent.deliveries).toEqual(['delivered']);
  await bob.client.conversations.markRead(id);
  await soon(sent.deliveries).toEqual(['read']);
  expect([...log.seen]).toEqual([['Ahoy', ['sending', 'sent', 'delivered', 'read']]]);

  await Promise.all([ann.client.close(), bob.client.close(), server.stop()]);
  const offline = await Promise.all([openDevice('ann', { path: ann.path }), openDevice('bob', { path: bob.path })]);
  const rows = offline.map((device) => device.watch(id));
  for (const watched of rows) await soon(watched.texts).toEqual(['Ahoy']);
  expect(rows.map((watched) => watched.deliveries())).toEqual([['read'], ['received']]);
  expect([...ann.errors, ...bob.errors]).toEqual([]);
});
