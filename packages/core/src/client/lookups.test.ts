import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, ME, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';

const conversation = build.id(0);

test('[VIE-15] a message is found by its id: pending, sent, of others, failed', async () => {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 2, 'bob') });
  const { client } = bench;
  const { id } = await client.messages.send(conversation, { text: 'mine' });
  const found = async () => (await client.messages.get(conversation, id))?.delivery;
  expect(await found()).toBe('sending');
  await bench.settle();
  await peer.send(build.results(build.ok(id, 3)));
  expect(await found()).toBe('sent');
  expect(await client.messages.get(conversation, build.id(2))).toMatchObject({
    ord: 2,
    author: 'bob',
    delivery: 'received',
  });
  const other = await client.messages.send(conversation, { text: 'no' });
  await bench.settle();
  await peer.send(build.results(build.refusal(other.id, 'op/forbidden')));
  expect(await client.messages.get(conversation, other.id)).toMatchObject({
    delivery: 'failed',
    failure: { code: 'op/forbidden' },
  });
});

test('[VIE-15] a message is not found in another conversation, nor what was never heard of', async () => {
  const bench = await deviceBench();
  await openConversation(bench, { rows: messages(1, 1, 'bob') });
  const { id } = await bench.client.messages.send(conversation, { text: 'mine' });
  const { messages: repository, conversations } = bench.client;
  for (const each of [build.id(1), id]) expect(await repository.get(build.id(9), each)).toBe(undefined);
  expect([await repository.get(conversation, build.id(5)), await conversations.get(build.id(9))]).toEqual([
    undefined,
    undefined,
  ]);
});

test('[VIE-15] send gives the message as it is once it is safe, with a final id', async () => {
  const bench = await deviceBench();
  const { window } = await openConversation(bench, { rows: messages(1, 1, 'bob') });
  const id = bench.client.newId();
  const sent = await bench.client.messages.send(conversation, { text: 'mine' }, { id });
  expect(sent).toMatchObject({
    id,
    conversationId: conversation,
    author: 'ann',
    mine: true,
    delivery: 'sending',
    deleted: false,
  });
  expect(window.getSnapshot()?.rows.at(-1)).toEqual(sent);
});

test('[VIE-16] a user is known by name from the conversations held, oneself from the profile', async () => {
  const bench = await deviceBench();
  const bob = build.row('member', 'bob', 1, { body: { role: 'member', name: 'Bob' } });
  await openConversation(bench, { rows: [...messages(1, 1, 'bob'), bob] });
  const { users } = bench.client;
  expect(await users.get('bob')).toEqual({ id: 'bob', name: 'Bob' });
  expect([await users.get('ann'), await users.get('stranger')]).toEqual([{ id: 'ann' }, undefined]);
});

test('[VIE-16] one’s own profile is there at once, offline too, and goes out as one op', async () => {
  const { client, live, peer, settle } = await deviceBench();
  await client.users.setProfile({ name: 'An' });
  await client.users.setProfile({ name: 'Ann', meta: { mood: 'fine' } });
  expect(await client.users.get('ann')).toEqual({ id: 'ann', name: 'Ann', meta: { mood: 'fine' } });
  await live();
  await settle();
  const [push] = peer()
    .take()
    .filter((frame) => frame.type === 'push');
  expect(push?.ops).toMatchObject([
    { stream: ME, collection: 'profile', key: 'profile', kind: 'put', body: { name: 'Ann' } },
  ]);
});

test('[VIE-16] a profile that changes nothing is not written; one the server refuses is rolled back', async () => {
  const { client, live, settle } = await deviceBench();
  const peer = await live();
  const row = build.row('profile', 'profile', 1, { body: { name: 'Ann' } });
  await peer.send(build.changes({ stream: ME, rows: [row], from: 0, head: build.head(1, { stream: ME, ord: 0 }) }));
  peer.take();
  await client.users.setProfile({ name: 'Ann' });
  await settle();
  expect(pushedOf(peer.take())).toEqual([]);
  await client.users.setProfile({ name: 'Anna' });
  await settle();
  await peer.send(build.results(build.refusal(pushedOf(peer.take())[0] ?? '', 'op/invalid')));
  expect(await client.users.get('ann')).toEqual({ id: 'ann', name: 'Ann' });
});

test('[VIE-16] whose profile it is must be known', async () => {
  const { client, live } = await deviceBench({ user: undefined });
  await expect(client.users.setProfile({ name: 'Ann' })).rejects.toMatchObject({ code: 'client/identity-unknown' });
  await live();
  await client.users.setProfile({ name: 'Ann' });
  expect(await client.users.get('ann')).toEqual({ id: 'ann', name: 'Ann' });
});

test('[VIE-16] what was written before the user was known is theirs once it is', async () => {
  const bench = await deviceBench({ user: undefined });
  const window = bench.client.messages.observe(conversation);
  await bench.client.messages.send(conversation, { text: 'early' });
  await bench.settle();
  const author = () => window.getSnapshot()?.rows.map((row) => [row.author, row.mine, row.delivery]);
  expect(author()).toEqual([[undefined, true, 'sending']]);
  await bench.live();
  await bench.client.messages.send(conversation, { text: 'later' });
  expect(author()).toEqual([
    ['ann', true, 'sending'],
    ['ann', true, 'sending'],
  ]);
});
