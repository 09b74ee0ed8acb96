import { blocks, invitations, receipts } from '@tidemark/core';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-43] who is blocked offline gets nothing that was queued, but its deletions, and writes no more', async () => {
  const server = await openServer();
  const first = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await first.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const regret = await first.client.messages.send(id, { text: 'regret' });
  const received = bob.watch(id);
  await soon(received.texts).toEqual(['regret']);
  first.client.sync.pause('test');
  await first.client.messages.send(id, { text: 'never' });
  await first.client.messages.delete(id, regret.id);
  await first.client.use(blocks).block('bob');
  await first.client.close();

  const ann = await openDevice('ann', { ...server, path: first.path });
  const laptop = await openDevice('ann', server);
  await soon(() => received.rows().map(({ deleted }) => deleted)).toEqual([true]);
  const blocked = laptop.client.use(blocks).observe();
  await soon(() => blocked.getSnapshot()).toEqual(['bob']);
  await ann.client.flush();
  await bob.client.messages.send(id, { text: 'why' });
  await soon(() => received.rows().at(-1)).toMatchObject({ delivery: 'failed', failure: { code: 'op/blocked' } });
  expect(ann.watch(id).texts().includes('never')).toBe(false);
});

test('[JNY-44] an invitation made and used offline lets its holder in; one that is used up fails with its code', async () => {
  const server = await openServer();
  await server.stop();
  const ann = await openDevice('ann', server);
  const { id } = await ann.client.conversations.create({ kind: 'group', title: 'Crew', members: [] });
  const code = await ann.client.use(invitations).create(id, { uses: 1 });
  await server.start();
  await ann.client.flush();
  const bob = await openDevice('bob', server);
  bob.client.sync.pause('test');
  await bob.client.use(invitations).join(id, code);
  bob.client.sync.resume('test');
  const list = bob.client.conversations.observe();
  await soon(() => list.getSnapshot()?.rows.map(({ title, role }) => [title, role])).toEqual([['Crew', 'member']]);
  const eve = await openDevice('eve', server);
  await eve.client.use(invitations).join(id, code);
  const outbox = eve.client.outbox.observe();
  await soon(() => outbox.getSnapshot()).toMatchObject([
    { status: 'failed', failure: { code: 'op/invitation-ended', retryable: false } },
  ]);
});

test('[JNY-45] who reads privately is seen to have it and not to have read it, but by their own devices', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const phone = await openDevice('bob', { ...server, sync: { isReadPrivately: () => true } });
  const laptop = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const { id: messageId } = await ann.client.messages.send(id, { text: 'Ahoy' });
  await soon(() => phone.client.conversations.get(id)).toMatchObject({ unread: 1 });
  await soon(() => laptop.client.conversations.get(id)).toMatchObject({ unread: 1 });
  await phone.client.conversations.markRead(id);
  await soon(() => laptop.client.conversations.get(id)).toMatchObject({ unread: 0 });
  const seen = ann.client.use(receipts).observe(id, 1);
  await soon(() => seen.getSnapshot()).toMatchObject({ recipients: 1, deliveredTo: ['bob'], readBy: [] });
  expect(await ann.client.messages.get(id, messageId)).toMatchObject({ delivery: 'delivered' });
});
