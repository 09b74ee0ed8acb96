import { directId } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-41] two people who begin a direct conversation offline end in the same one, also after a restart', async () => {
  const server = await openServer();
  await server.stop();
  const bob = await openDevice('bob', server);
  const early = await openDevice('ann', server);
  for (const [{ client }, other] of [
    [early, 'bob'],
    [bob, 'ann'],
  ] as const) {
    const { id } = await client.conversations.create({ kind: 'direct', members: [other] });
    await client.messages.send(id, { text: `to ${other}` });
  }
  await early.client.close();
  const ann = await openDevice('ann', { ...server, path: early.path });
  await server.start();
  const id = directId('ann', 'bob');
  const views = [ann, bob].map((device) => device.watch(id));
  for (const view of views) {
    await soon(() => [...view.texts()].sort()).toEqual(['to ann', 'to bob']);
  }
  // Who wrote second had read what came before.
  await soon(() => views.flatMap((view) => view.deliveries()).sort()).toEqual([
    'delivered',
    'read',
    'received',
    'received',
  ]);
  for (const { client } of [ann, bob]) {
    await client.flush();
    const list = client.conversations.observe();
    await soon(() => list.getSnapshot()?.rows.map((row) => [row.id, row.pending])).toEqual([[id, false]]);
    expect(client.outbox.observe().getSnapshot()).toEqual([]);
  }
});

test('[JNY-42] what one writes offline about a conversation and its members reaches the others, and one’s own devices', async () => {
  const server = await openServer();
  const phone = await openDevice('ann', server);
  const laptop = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const eve = await openDevice('eve', server);
  const { id } = await phone.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await soon(() => bob.client.conversations.get(id)).toMatchObject({ title: 'Crew' });
  phone.client.sync.pause('test');
  await phone.client.conversations.update(id, { title: 'Ship', meta: { colour: 'red' } });
  await phone.client.conversations.addMembers(id, ['eve'], 'admin');
  await phone.client.conversations.set(id, { pinned: true, muted: true });
  await phone.client.messages.send(id, { text: 'All aboard' });
  phone.client.sync.resume('test');
  await soon(() => eve.client.conversations.get(id)).toMatchObject({ title: 'Ship', role: 'admin', unread: 1 });
  await soon(() => bob.client.conversations.get(id)).toMatchObject({ meta: { colour: 'red' }, unread: 1 });
  await soon(() => laptop.client.conversations.get(id)).toMatchObject({ pinned: true, muted: true, title: 'Ship' });

  await bob.client.conversations.leave(id);
  const list = bob.client.conversations.observe();
  await soon(() => list.getSnapshot()?.rows).toEqual([]);
  const members = laptop.client.conversations.observeMembers(id);
  await soon(() => members.getSnapshot()?.map(({ user, role }) => `${user} ${role}`)).toEqual([
    'ann owner',
    'eve admin',
  ]);
  expect([phone, laptop, bob, eve].flatMap(({ errors }) => errors)).toEqual([]);
});
