import { directId } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { openConversation } from '../test-support/open-conversation.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';
import { blocks } from './blocks.ts';

const id = directId('ann', 'bob');
const stream = `conversation:${id}` as const;

/** Ann, offline, with a direct conversation with bob that the server has, and her message in it. */
async function pair() {
  const storage = watchedStorage();
  const bench = await deviceBench({ storage });
  const peer = await bench.live();
  bench.client.messages.observe(id);
  await bench.settle();
  const [pull] = peer.take().filter((frame) => frame.type === 'pull');
  const mine = build.message(1, { body: { text: 'regret' } });
  const conversation = build.row('conversation', id, 2, { body: { kind: 'direct' } });
  const marks = ['ann', 'bob'].map((user) => ({ user, delivered: 1, read: 1 }));
  const head = build.head(2, { stream, ord: 1 });
  await peer.send(build.page({ re: pull?.id ?? 0, stream, rows: [mine, conversation], marks, head }));
  bench.link.setReachable(false);
  await peer.close();
  const queued = () =>
    bench.client.outbox
      .observe()
      .getSnapshot()
      ?.map(({ collection }) => collection);
  return { ...bench, mine, blocked: bench.client.use(blocks), queued };
}

test('[BLK-1] blocking takes back what is queued for that user alone, in one commit; deletions stay', async () => {
  const { client, mine, blocked, queued, storage } = await pair();
  await client.messages.delete(id, mine.key);
  await client.messages.send(id, { text: 'to bob' });
  await client.conversations.update(id, { title: 'Us' });
  await client.conversations.create({ id: build.id(7), kind: 'group', members: ['bob'] });
  await client.messages.send(build.id(7), { text: 'to the crew' });
  storage.commits.length = 0;
  await blocked.block('bob');
  expect(queued()).toEqual(['message', 'conversation', 'message', 'block']);
  expect(storage.commits.length).toBe(1);
  const rows = client.messages.observe(build.id(7)).getSnapshot()?.rows ?? [];
  expect(rows.every(({ body }) => body.text === 'to the crew')).toBe(true);
});

test('[BLK-1] what was begun with them under another id goes too, and others are left alone', async () => {
  const { client, blocked, queued } = await pair();
  for (const user of ['bob', 'eve']) {
    const made = await client.conversations.create({ id: client.newId(), kind: 'direct', members: [user] });
    await client.messages.send(made.id, { text: user });
  }
  await blocked.block('bob');
  expect(queued()).toEqual(['conversation', 'message', 'block']);
});

test('[BLK-1] what a server may have seen goes its way', async () => {
  const bench = await deviceBench();
  await bench.live();
  await bench.client.conversations.create({ kind: 'direct', members: ['bob'] });
  await bench.client.messages.send(id, { text: 'out' });
  await bench.settle();
  await bench.client.use(blocks).block('bob');
  const entries = bench.client.outbox.observe().getSnapshot();
  expect(entries?.map(({ collection }) => collection)).toEqual(['conversation', 'message', 'block']);
});

test('[BLK-1] after a restart, too, a direct conversation under any id is known as theirs', async () => {
  const storage = watchedStorage();
  const first = await deviceBench({ storage });
  const conversation = build.row('conversation', build.id(0), 1, { body: { kind: 'direct' } });
  const marks = ['ann', 'bob'].map((user) => ({ user, delivered: 0, read: 0 }));
  await openConversation(first, { rows: [conversation], marks });
  await first.client.close();
  const { client } = await deviceBench({ storage, seed: 2 });
  await client.messages.send(build.id(0), { text: 'to bob' });
  await client.use(blocks).block('bob');
  expect(
    client.outbox
      .observe()
      .getSnapshot()
      ?.map(({ collection }) => collection),
  ).toEqual(['block']);
});

test('[BLK-2] who is blocked is shown at once; twice is once, and taken back before it went is nothing', async () => {
  const { blocked, settle, queued } = await pair();
  const shown = blocked.observe();
  await settle();
  await blocked.block('eve');
  await blocked.block('eve');
  await blocked.block('bob');
  expect([shown.getSnapshot(), queued()]).toEqual([
    ['bob', 'eve'],
    ['block', 'block'],
  ]);
  await blocked.unblock('eve');
  await blocked.unblock('dan');
  expect([shown.getSnapshot(), queued()]).toEqual([['bob'], ['block', 'block']]);
});

test('[BLK-2] who does not know who they are blocks nobody', async () => {
  const { client } = await deviceBench({ user: undefined });
  await expect(client.use(blocks).block('bob')).rejects.toMatchObject({ code: 'client/identity-unknown' });
});
