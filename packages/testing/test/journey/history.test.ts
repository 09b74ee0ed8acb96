import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

test('[JNY-6] a restart without network shows the newest messages and the list by activity, pending ones first', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const create = (title: string) => ann.client.conversations.create({ kind: 'group', title, members: ['bob'] });
  const [crew, deck, galley] = [await create('Crew'), await create('Deck'), await create('Galley')];
  for (let n = 1; n <= 120; n++) void ann.client.messages.send(deck.id, { text: `m${n}` });
  await ann.client.flush();
  await ann.client.messages.send(crew.id, { text: 'newest' });
  await ann.client.flush();
  await server.stop();
  await ann.client.messages.send(galley.id, { text: 'unsent' });
  await ann.client.close();

  const again = await openDevice('ann', { path: ann.path });
  const list = again.client.conversations.observe();
  await soon(() => list.getSnapshot()?.rows.map((row) => row.title)).toEqual(['Galley', 'Crew', 'Deck']);
  const views = [again.watch(deck.id, 50), again.watch(galley.id, 50)];
  await soon(() => views[0]?.texts()).toEqual(Array.from({ length: 50 }, (_, i) => `m${71 + i}`));
  await soon(() => views[1]?.rows().map((row) => [row.body.text, row.delivery])).toEqual([['unsent', 'sending']]);
  views[0]?.window.loadOlder(100);
  await soon(() => views[0]?.texts().length).toBe(120);
  expect(again.client.user).toBe('ann');
});

test('[JNY-7] a second device of a user has the same history, takes part, and shares marks', async () => {
  const server = await openServer();
  const phone = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await phone.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const texts = Array.from({ length: 130 }, (_, i) => `m${i + 1}`);
  for (const text of texts) void phone.client.messages.send(id, { text });
  await phone.client.flush();

  const laptop = await openDevice('ann', { ...server, user: undefined });
  const views = [phone, laptop, bob].map((device) => device.watch(id, 300));
  for (const view of views) await soon(view.texts).toEqual(texts);
  await laptop.client.messages.send(id, { text: 'from the laptop' });
  await soon(() => views[0]?.texts().at(-1)).toBe('from the laptop');
  await bob.client.messages.send(id, { text: 'from bob' });
  for (const view of views) await soon(view.texts).toEqual([...texts, 'from the laptop', 'from bob']);
  const mine = views.map((view) => view.rows().filter((row) => row.mine).length);
  expect(mine).toEqual([131, 131, 1]);

  const unread = async (): Promise<unknown> => (await phone.client.conversations.get(id))?.unread;
  await soon(unread).toBe(1);
  await laptop.client.conversations.markRead(id);
  await soon(unread).toBe(0);
  await soon(() => views[2]?.deliveries().at(-1)).toBe('read');
  await bob.client.conversations.markRead(id);
  for (const view of views.slice(0, 2)) await soon(() => view.rows().at(-2)?.delivery).toBe('read');
});

test('[JNY-12] a display name reaches the member lists of others', async () => {
  const server = await openServer();
  const ann = await openDevice('ann', server);
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  const members = bob.client.conversations.observeMembers(id);
  const names = () => members.getSnapshot()?.map(({ user, name }) => [user, name]);
  await bob.client.whenSynced(id);
  await ann.client.users.setProfile({ name: 'Ann Bonny' });
  await soon(names).toEqual([
    ['ann', 'Ann Bonny'],
    ['bob', undefined],
  ]);
  expect(await bob.client.users.get('ann')).toEqual({ id: 'ann', name: 'Ann Bonny' });
  expect(await ann.client.users.get('ann')).toEqual({ id: 'ann', name: 'Ann Bonny' });
});
