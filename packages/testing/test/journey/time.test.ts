import { type Feature, presence, scheduled, typing } from '@tidemark/core';
import { conversationStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

/** Messages sent from now on are shown for so long. */
const setTtl = (conversationId: string, ttlMs: number): Feature<Promise<void>> => ({
  open: ({ enqueue }) =>
    enqueue({
      stream: conversationStream(conversationId),
      collection: 'conversation',
      key: conversationId,
      kind: 'patch',
      body: { ttlMs },
    }).saved,
});

test('[PRO-59] messages disappear on both devices and on the server, also while it was stopped', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const views = [ann, bob].map((device) => device.watch(id));
  await ann.client.messages.send(id, { text: 'stays' });
  await soon(() => views[1]?.texts()).toEqual(['stays']);
  await ann.client.use(setTtl(id, 1_500));
  const brief = await ann.client.messages.send(id, { text: 'psst' });
  expect(views[0]?.texts()).toEqual(['stays', 'psst']);
  await ann.client.flush();
  await server.stop();
  for (const view of views) await soon(view.texts).toEqual(['stays']);
  await server.start();
  const tablet = await openDevice('ann', server);
  views.push(tablet.watch(id));
  for (const view of views) await soon(view.texts).toEqual(['stays']);
  expect((await ann.client.messages.get(id, brief.id))?.deleted).toBe(true);
});

test('[PRO-60] what is scheduled offline is sent by the server, to oneself and the others', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const views = [ann, bob].map((device) => device.watch(id));
  await ann.client.messages.send(id, { text: 'now' });
  await soon(() => views[1]?.texts()).toEqual(['now']);
  await server.stop();
  const plan = ann.client.use(scheduled);
  const message = await plan.schedule(id, { text: 'later' }, Date.now() + 1_000);
  await server.start();
  for (const view of views) await soon(view.texts).toEqual(['now', 'later']);
  expect(views[1]?.rows()[1]?.id).toBe(message);
  const list = plan.observe();
  await soon(list.getSnapshot).toEqual([]);
  const refused = await plan.schedule(ann.client.newId(), { text: 'nowhere' }, Date.now());
  await soon(list.getSnapshot).toMatchObject([{ id: refused, status: 'failed', failure: { code: 'stream/unknown' } }]);
  await plan.cancel(refused);
  await soon(list.getSnapshot).toEqual([]);
});

test('[PRO-63] who types and who is there reaches the other one, and a message ends the typing', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const view = bob.watch(id);
  await ann.client.messages.send(id, { text: 'first' });
  await soon(view.texts).toEqual(['first']);
  const ofAnn = bob.client.use(presence).observe('ann');
  await soon(() => ofAnn.getSnapshot()?.state).toBe('offline');
  ann.client.use(presence);
  await soon(() => ofAnn.getSnapshot()?.state).toBe('online');
  const writers = bob.client.use(typing).observe(id);
  ann.client.use(typing).set(id);
  await soon(writers.getSnapshot).toEqual(['ann']);
  await ann.client.messages.send(id, { text: 'second' });
  await soon(writers.getSnapshot).toEqual([]);
  await ann.client.close();
  await soon(() => ofAnn.getSnapshot()?.state).toBe('offline');
  expect(ofAnn.getSnapshot()?.at).toBeTypeOf('number');
});
