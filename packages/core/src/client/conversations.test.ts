import { directId, type Op, type Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { anyObject } from '../test-support/any-object.ts';
import { deviceBench, pullsOf, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import type { Client } from './client.ts';

const id = build.id(0);
type Bench = Awaited<ReturnType<typeof deviceBench>>;
const opsOf = ({ peer }: Bench): readonly Op[] =>
  peer()
    .take()
    .flatMap((frame) => (frame.type === 'push' ? frame.ops : []));

/** The group `Crew` of ann and bob, with five messages of his. */
async function crew(options: Parameters<typeof deviceBench>[0] = {}) {
  const bench = await deviceBench(options);
  const body = { kind: 'group', title: 'Crew', image: 'i', meta: { colour: 'red' } };
  const rows: readonly Row[] = [
    ...messages(1, 5, 'bob'),
    build.row('conversation', id, 1, { body }),
    build.row('member', 'ann', 1, { body: { role: 'owner' } }),
    build.row('member', 'bob', 1, { body: { role: 'member', name: 'Bob' } }),
  ];
  const opened = await openConversation(bench, { rows });
  opened.peer.take();
  const get = async () => await bench.client.conversations.get(id);
  const tellOwn = (rev: number, ...own: readonly Row[]) =>
    opened.peer.send(
      build.changes({ stream: 'user:ann', from: rev - own.length, to: rev, rows: own, head: ownHead(rev) }),
    );
  return { ...bench, get, tellOwn };
}
const ownHead = (rev: number) => build.head(rev, { stream: 'user:ann', ord: 0 });
const members = async ({ client, settle }: { client: Client; settle: () => Promise<void> }) => {
  const observed = client.conversations.observeMembers(id);
  await settle();
  return () => observed.getSnapshot()?.map(({ user, role, pending }) => `${user} ${role}${pending ? "'" : ''}`);
};

test('[CNV-1] a direct conversation has the id of its pair, and begun again it is the same one', async () => {
  const bench = await deviceBench();
  await bench.live();
  const { client } = bench;
  const first = await client.conversations.create({ kind: 'direct', members: ['bob'] });
  await client.conversations.create({ kind: 'direct', members: ['bob'] });
  const notes = await client.conversations.create({ kind: 'direct', members: [] });
  await bench.settle();
  expect([first.id, notes.id]).toEqual([directId('bob', 'ann'), directId('ann', 'ann')]);
  expect(opsOf(bench).map(({ key, body }) => [key, body])).toEqual([
    [first.id, { kind: 'direct', members: ['bob'] }],
    [notes.id, { kind: 'direct', members: [] }],
  ]);
  await client.messages.send(first.id, { text: 'Ahoy' });
  expect(opsOf(bench).map(({ stream }) => stream)).toEqual([`conversation:${first.id}`]);
});

test('[CNV-1] what the other one made of it counts, not what this device asked for', async () => {
  const bench = await deviceBench();
  const made = await bench.client.conversations.create({ kind: 'direct', title: 'mine', members: ['bob'] });
  const stream = `conversation:${made.id}` as const;
  const row = build.row('conversation', made.id, 1, { author: 'bob', body: { kind: 'direct', title: 'theirs' } });
  const head = build.head(3, { stream, ord: 0 });
  const peer = await bench.live({}, [{ ...head, rows: [row], delivered: 0, read: 0 }]);
  const frames = peer.take();
  const [opId] = pushedOf(frames);
  expect(await bench.client.conversations.get(made.id)).toMatchObject({ title: 'theirs', pending: true });
  // The server keeps what is there: PRO-49.
  await peer.send(build.results({ opId: opId ?? '', ok: { stream, epoch: 'e1', rev: 1, from: 1, at: 1, rows: [] } }));
  const [pull] = pullsOf(frames);
  await peer.send(build.page({ re: pull?.id ?? 0, stream, rows: [row], head }));
  expect(await bench.client.conversations.get(made.id)).toMatchObject({ title: 'theirs', pending: false });
  expect(bench.client.outbox.observe().getSnapshot()).toEqual([]);
});

test('[CNV-1] who does not know who they are begins no direct conversation, and a pair is of two', async () => {
  const { client } = await deviceBench({ user: undefined });
  const { conversations } = client;
  await expect(conversations.create({ kind: 'direct', members: ['bob'] })).rejects.toMatchObject({
    code: 'client/identity-unknown',
  });
  await expect(conversations.create({ kind: 'direct', members: ['bob', 'eve'] })).rejects.toMatchObject({
    code: 'write/invalid',
  });
});

test('[CNV-2] a change is shown at once, over what comes from the server, and null takes away', async () => {
  const bench = await crew();
  await bench.client.conversations.update(id, { title: 'Ship', image: null });
  expect(await bench.get()).toMatchObject({ title: 'Ship', meta: { colour: 'red' } });
  expect((await bench.get())?.image).toBeUndefined();
  const theirs = build.row('conversation', id, 6, {
    body: { kind: 'group', title: 'Boat', image: 'j', meta: { a: 1 } },
  });
  await bench.peer().send(build.changes({ rows: [theirs], head: build.head(6, { ord: 5 }) }));
  expect(await bench.get()).toMatchObject({ title: 'Ship', meta: { a: 1 } });
  await bench.settle();
  const [op] = opsOf(bench);
  expect(op).toMatchObject({ kind: 'patch', key: id, body: { title: 'Ship', image: null } });
  await bench.peer().send(build.results(build.refusal(op?.opId ?? '', 'op/forbidden')));
  expect(await bench.get()).toMatchObject({ title: 'Boat', image: 'j' });
});

test('[CNV-2] a change of a creation that was not sent is part of it', async () => {
  const bench = await deviceBench();
  const { client } = bench;
  const made = await client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await client.conversations.update(made.id, { title: 'Ship', image: 'i' });
  expect(await client.conversations.get(made.id)).toMatchObject({ title: 'Ship', image: 'i', pending: true });
  await bench.live();
  expect(opsOf(bench).map(({ kind, body }) => [kind, body])).toEqual([
    ['put', { kind: 'group', members: ['bob'], title: 'Ship', image: 'i' }],
  ]);
});

test('[CNV-3] changed only if nobody else did: it names the rev that is shown, and a refusal is a conflict', async () => {
  const bench = await crew();
  await bench.client.conversations.update(id, { title: 'Ship' }, { ifUnchanged: true });
  await bench.settle();
  const [op] = opsOf(bench);
  expect(op).toMatchObject({ kind: 'patch', baseRev: 1 });
  await bench.peer().send(build.results(build.refusal(op?.opId ?? '', 'op/conflict')));
  expect(await bench.get()).toMatchObject({ title: 'Crew' });
  expect(bench.client.outbox.observe().getSnapshot()).toMatchObject([{ status: 'conflict' }]);
});

test('[CNV-2] how long messages are shown, and what who joins sees, are said and changed like a title', async () => {
  const bench = await crew();
  const { client } = bench;
  const shown = async () => {
    const found = await bench.get();
    return { ttlMs: found?.ttlMs, history: found?.history };
  };
  await client.conversations.update(id, { ttlMs: 60_000, history: 'joined' });
  expect(await shown()).toEqual({ ttlMs: 60_000, history: 'joined' });
  await bench.settle();
  const [op] = opsOf(bench);
  expect(op).toMatchObject({ kind: 'patch', body: { ttlMs: 60_000, history: 'joined' } });
  const body = { kind: 'group', title: 'Crew', ttlMs: 70_000, history: 'joined' };
  const row = build.row('conversation', id, 6, { body, op: op?.opId ?? '' });
  await bench.peer().send(build.changes({ rows: [row], head: build.head(6, { ord: 5 }) }));
  expect(await shown()).toEqual({ ttlMs: 70_000, history: 'joined' });
  await client.conversations.update(id, { ttlMs: null, history: null });
  expect(await shown()).toEqual({ ttlMs: undefined, history: undefined });
  const made = await client.conversations.create({ kind: 'group', members: [], ttlMs: 1_000, history: 'joined' });
  expect(made).toMatchObject({ ttlMs: 1_000, history: 'joined' });
});

test('[CNV-2] a time that no server takes, or a history that is none, is refused', async () => {
  const { client } = await deviceBench();
  const { conversations } = client;
  for (const ttlMs of [0, 999, 1_000.5, 31_536_000_001, '1000' as never])
    await expect(conversations.update(id, { ttlMs })).rejects.toMatchObject({ details: { path: 'ttlMs' } });
  const some = conversations.create({ kind: 'group', members: [], history: 'some' as never });
  await expect(some).rejects.toMatchObject({ code: 'write/invalid', details: { path: 'history' } });
});

test('[CNV-4] meta is what the app’s schema returns, and what does not fit is refused', async () => {
  const meta = { '~standard': { version: 1, validate: (value: unknown) => colourOf(value) } } as const;
  const { client } = await deviceBench({ conversations: { meta } });
  const made = await client.conversations.create({ kind: 'group', members: [], meta: { colour: ' red ' } });
  expect(made.meta).toEqual({ colour: 'red' });
  const wrong = client.conversations.update(made.id, { meta: { colour: 7 } });
  await expect(wrong).rejects.toMatchObject({ code: 'write/invalid', details: { path: 'meta.colour' } });
  const free = await deviceBench({ conversations: { meta: anyObject() } });
  expect((await free.client.conversations.create({ kind: 'group', members: [], meta: { a: 1 } })).meta).toEqual({
    a: 1,
  });
});

function colourOf(value: unknown) {
  const { colour } = value as { colour: unknown };
  if (typeof colour !== 'string') return { issues: [{ message: 'no text', path: ['colour'] }] };
  return { value: { colour: colour.trim() } };
}

test('[CNV-5] members are as the pending writes make them, from the creation on', async () => {
  const bench = await deviceBench();
  const { client } = bench;
  await client.conversations.create({ id, kind: 'group', members: ['bob'] });
  const shown = await members(bench);
  expect(shown()).toEqual(["ann owner'", "bob member'"]);
  await client.conversations.addMembers(id, ['eve', 'dan'], 'admin');
  await client.conversations.removeMembers(id, ['bob']);
  await client.conversations.addMembers(id, ['eve']);
  expect(shown()).toEqual(["ann owner'", "dan admin'", "eve member'"]);
});

test('[CNV-5] a role is changed with the name kept, and a refusal is taken back', async () => {
  const bench = await crew();
  const shown = await members(bench);
  await bench.client.conversations.addMembers(id, ['bob'], 'admin');
  expect(shown()).toEqual(['ann owner', "bob admin'"]);
  const observed = bench.client.conversations.observeMembers(id);
  await bench.settle();
  expect(observed.getSnapshot()?.[1]?.name).toBe('Bob');
  const [op] = opsOf(bench);
  expect(op).toMatchObject({ collection: 'member', key: 'bob', kind: 'put', body: { role: 'admin' } });
  await bench.peer().send(build.results(build.refusal(op?.opId ?? '', 'op/forbidden')));
  expect(shown()).toEqual(['ann owner', 'bob member']);
});

test('[CNV-6] who leaves sees it gone at once, and back where the server will not have it', async () => {
  const bench = await crew();
  await bench.client.conversations.leave(id);
  expect(await bench.get()).toBeUndefined();
  await bench.settle();
  const [op] = opsOf(bench);
  expect(op).toMatchObject({ collection: 'member', key: 'ann', kind: 'delete' });
  await bench.peer().send(build.results(build.refusal(op?.opId ?? '', 'op/forbidden')));
  expect(await bench.get()).toMatchObject({ title: 'Crew' });
});

test('[CNV-7] how one keeps a conversation is shown at once and comes from one’s other devices', async () => {
  const bench = await crew();
  await bench.client.conversations.set(id, { muted: 99, pinned: true });
  expect(await bench.get()).toMatchObject({ muted: 99, pinned: true, archived: false, markedUnread: false });
  await bench.settle();
  const [op] = opsOf(bench);
  expect(op).toMatchObject({
    stream: 'user:ann',
    collection: 'setting',
    kind: 'patch',
    body: { muted: 99, pinned: true },
  });
  const body = { muted: 99, pinned: true };
  const row = build.row('setting', id, 1, { body, op: op?.opId ?? '' });
  const ok = { stream: 'user:ann', epoch: 'e1', rev: 1, at: 1, rows: [row] } as const;
  await bench.peer().send(build.results({ opId: op?.opId ?? '', ok }));
  expect(await bench.get()).toMatchObject({ muted: 99, pinned: true });
  await bench.tellOwn(2, build.row('setting', id, 2, { body: { muted: true, unread: true } }));
  expect(await bench.get()).toMatchObject({ muted: true, pinned: false, markedUnread: true });
  await bench.client.conversations.set(id, { muted: false });
  expect((await bench.get())?.muted).toBeUndefined();
  await expect(bench.client.conversations.set(id, { pinned: 3 as never })).rejects.toMatchObject({
    code: 'write/invalid',
  });
});

test('[CNV-7] reading takes back that it was marked as unread', async () => {
  const bench = await crew();
  await bench.client.conversations.set(id, { unread: true });
  expect(await bench.get()).toMatchObject({ markedUnread: true, unread: 5 });
  await bench.client.conversations.markRead(id);
  expect(await bench.get()).toMatchObject({ markedUnread: false, unread: 0 });
});

const mention = (ord: number, rev: number) =>
  build.row('mention', build.id(ord), rev, { body: { conversation: id, ord, author: 'bob' } });

test('[CNV-8] mentions past one’s read mark are counted, less those that were taken back', async () => {
  const bench = await crew();
  const count = async () => (await bench.get())?.mentions;
  await bench.tellOwn(2, mention(2, 1), mention(4, 2));
  expect(await count()).toBe(2);
  await bench.tellOwn(3, build.row('mention', build.id(4), 3, { body: undefined, deleted: true }));
  expect(await count()).toBe(1);
  await bench.tellOwn(4, mention(5, 4));
  await bench.client.conversations.markRead(id, 3);
  expect(await count()).toBe(1);
  await bench.client.conversations.markRead(id);
  expect(await count()).toBe(0);
});

test('[CNV-8] one made and taken back in one message of the server counts nothing', async () => {
  const bench = await crew();
  const gone = build.row('mention', build.id(4), 3, { body: undefined, deleted: true });
  await bench.tellOwn(3, mention(2, 1), mention(4, 2), gone);
  expect((await bench.get())?.mentions).toBe(1);
});

test('[CNV-8] one taken back by what comes before a hole is filled is counted no more', async () => {
  const bench = await crew();
  await bench.tellOwn(2, mention(2, 1), mention(4, 2));
  await bench.tellOwn(4, build.row('mention', build.id(4), 4, { body: undefined, deleted: true }));
  expect((await bench.get())?.mentions).toBe(2);
  await bench.tellOwn(3, mention(5, 3));
  expect((await bench.get())?.mentions).toBe(2);
});

test('[CNV-8] a new history of one’s own stream names them anew: what it lacks is counted no more', async () => {
  const bench = await crew();
  await bench.tellOwn(2, mention(2, 1), mention(4, 2));
  await bench.peer().send(build.reset({ stream: 'user:ann', epoch: 'e2' }));
  const pull = pullsOf(bench.peer().take()).find(({ stream }) => stream === 'user:ann');
  const head = build.head(1, { stream: 'user:ann', epoch: 'e2', ord: 0 });
  await bench
    .peer()
    .send(
      build.page({ re: pull?.id ?? 0, stream: 'user:ann', epoch: 'e2', rows: [mention(2, 1)], ords: [1, 0], head }),
    );
  expect((await bench.get())?.mentions).toBe(1);
});
