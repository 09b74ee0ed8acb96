import { conversationStream, type JsonObject, type Op, type Row, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send, uuid7 } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld } from '../test-support/world.ts';

const crew = conversationStream('crew');
const scheduled = (kind: Op['kind'], key: string, body?: JsonObject): Op =>
  op(userStream('alice'), 'scheduled', kind, body, { key });
const code = async (device: Device, each: Op) => JSON.stringify(await device.push(each)).match(/"code":"([^"]*)"/)?.[1];
const rowsOf = async (device: Device): Promise<readonly Row[]> => {
  const found = await device.pull(userStream('alice'), { kind: 'since', rev: 0, marksRev: 0 });
  return found.type === 'changes' ? found.rows.filter(({ collection }) => collection === 'scheduled') : [];
};

/** Alice and bob's crew; alice has a message on its way for ten seconds from now. */
async function openScheduled(body: JsonObject = { text: 'later' }) {
  const world = openWorld({ limits: { heartbeatMs: 86_400_000 } });
  const { alice } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  const key = uuid7();
  const at = world.runtime.now() + 10_000;
  const put = scheduled('put', key, { conversation: 'crew', at, body });
  expect(await alice.push(put)).toMatchObject([{ ok: {} }]);
  return { world, alice, bob, key, at };
}

test('[PRO-60] the server sends a scheduled message at its time, under its id, and the row goes in that commit', async () => {
  const { world, alice, bob, key, at } = await openScheduled();
  await world.runtime.advance(9_999);
  expect(bob.frames).toEqual([]);
  alice.take();
  await world.runtime.advance(1);
  expect(bob.of('changes')).toMatchObject([
    { stream: crew, rows: [{ collection: 'message', key, ord: 1, at, author: 'alice', body: { text: 'later' } }] },
  ]);
  expect(bob.of('changes')).toHaveLength(1);
  expect(alice.of('changes')).toMatchObject([
    { stream: crew, rows: [{ collection: 'message', key }] },
    { stream: userStream('alice'), rows: [{ collection: 'scheduled', key, deleted: true }] },
  ]);
  // It is her message as any other: known by its id for ever, and read by her.
  expect(await alice.push({ ...send(crew, 'again'), opId: key })).toMatchObject([{ ok: { ord: 1, duplicate: true } }]);
  const page = await bob.pull(crew, { kind: 'newest', sinceRev: 0, marksRev: 0 });
  expect(page).toMatchObject({ marks: expect.arrayContaining([{ user: 'alice', delivered: 1, read: 1 }]) });
});

test('[PRO-60] until then it can be changed, put off and taken back', async () => {
  const { world, alice, bob, key, at } = await openScheduled();
  await alice.push(scheduled('patch', key, { at: at + 10_000, body: { text: 'even later' } }));
  const other = uuid7();
  await alice.push(scheduled('put', other, { conversation: 'crew', at, body: { text: 'never' } }));
  await alice.push(scheduled('delete', other));
  await world.runtime.advance(19_999);
  expect(bob.frames).toEqual([]);
  await world.runtime.advance(1);
  expect(bob.of('changes')).toMatchObject([{ rows: [{ key, body: { text: 'even later' } }] }]);
  expect(await rowsOf(alice)).toMatchObject([
    { key: other, deleted: true },
    { key, deleted: true },
  ]);
});

test('[PRO-60] what is changed after it was sent is too late; a time that has passed means now', async () => {
  const { world, alice, key, at } = await openScheduled();
  await world.runtime.advance(10_000);
  expect(await code(alice, scheduled('patch', key, { at: at + 1 }))).toBe('op/too-late');
  expect(await code(alice, scheduled('put', key, { conversation: 'crew', at: at + 1, body: {} }))).toBe('op/too-late');
  expect(await code(alice, scheduled('delete', key))).toBeUndefined();
  expect(await code(alice, scheduled('patch', uuid7(), { at }))).toBe('op/missing');
  const overdue = uuid7();
  await alice.push(scheduled('put', overdue, { conversation: 'crew', at: 0, body: { text: 'now' } }));
  await world.runtime.advance(0);
  expect(await alice.pull(crew, { kind: 'before', ord: 9 })).toMatchObject({ rows: [{ key }, { key: overdue }] });
});

test('[PRO-60] rights are those of the moment; a refusal stands in the row, and changing it tries again', async () => {
  const { world, alice, bob, key, at } = await openScheduled();
  await alice.push(op(crew, 'member', 'put', { role: 'owner' }, { key: 'bob' }));
  await bob.push(op(crew, 'member', 'delete', undefined, { key: 'alice' }));
  await world.runtime.advance(10_000);
  const failed = { code: 'stream/unknown', message: expect.any(String) };
  expect(await rowsOf(alice)).toMatchObject([{ key, body: { conversation: 'crew', at, failed } }]);
  await world.runtime.advance(60_000);
  await bob.push(op(crew, 'member', 'put', { role: 'member' }, { key: 'alice' }));
  await alice.push(scheduled('patch', key, { at: at + 80_000 }));
  expect(JSON.stringify(await rowsOf(alice))).not.toContain('failed');
  await world.runtime.advance(20_000);
  expect(await alice.pull(crew, { kind: 'before', ord: 9 })).toMatchObject({
    rows: [{ key, body: { text: 'later' } }],
  });
});

test('[PRO-60] an id that was used by then is not used twice, nor for a message of somebody else’s', async () => {
  const { world, alice, bob, key } = await openScheduled();
  await alice.push({ ...send(crew, 'sent by hand'), opId: key });
  const theirs = uuid7();
  await alice.push(scheduled('put', theirs, { conversation: 'crew', at: world.runtime.now() + 5_000, body: {} }));
  await bob.push(create('hold', []), { ...send(conversationStream('hold'), 'mine'), opId: theirs });
  await world.runtime.advance(10_000);
  expect(await rowsOf(alice)).toMatchObject([
    { key: theirs, body: { failed: { code: 'op/id-taken' } } },
    { key, deleted: true },
  ]);
  const page = await alice.pull(crew, { kind: 'before', ord: 9 });
  expect(page).toMatchObject({ ords: [1, 1], rows: [{ key, body: { text: 'sent by hand' } }] });
});

test('[PRO-60] only what fits, in one’s own stream alone, and never `failed`', async () => {
  const { alice, bob, key, at } = await openScheduled();
  const body = { conversation: 'crew', at, body: { text: 'x' } };
  expect(await code(bob, scheduled('put', uuid7(), body))).toBe('stream/unknown');
  expect(await code(alice, scheduled('put', 'crew', body))).toBe('op/invalid');
  expect(await code(alice, scheduled('put', uuid7(), { ...body, conversation: 'a b' }))).toBe('op/invalid');
  expect(await code(alice, scheduled('put', uuid7(), { ...body, body: { colour: 'red' } }))).toBe('op/invalid');
  expect(await code(alice, scheduled('patch', key, { failed: { code: 'x', message: 'y' } }))).toBe('op/invalid');
  expect(await code(alice, scheduled('patch', key, { at }))).toBeUndefined();
});

test('[PRO-60] mentions, threads and disappearing hold for it as for any message', async () => {
  const { world, alice, bob, key } = await openScheduled({ text: 'look', mentions: ['bob'] });
  await alice.push(op(crew, 'conversation', 'patch', { ttlMs: 1_000 }, { key: 'crew' }));
  await world.runtime.advance(10_000);
  const told = (deleted: boolean) =>
    bob
      .of('changes')
      .filter(({ rows }) => rows.some((row) => row.collection === 'mention' && !!row.deleted === deleted));
  expect([told(false).length, told(true).length]).toEqual([1, 0]);
  await world.runtime.advance(1_000);
  expect([told(false).length, told(true).length]).toEqual([1, 1]);
  expect(await alice.pull(crew, { kind: 'before', ord: 9 })).toMatchObject({ rows: [{ key, deleted: true }] });
});

test('[PRO-60] a change that comes in the batch of its sending comes before it', async () => {
  const { world, alice, bob, key, at } = await openScheduled();
  await bob.push(create('hold', ['alice']));
  await world.runtime.advance(9_999);
  const [moved] = await Promise.all([
    alice.push(scheduled('patch', key, { conversation: 'hold', at: at + 1_000 })),
    world.runtime.advance(1),
  ]);
  expect(moved).toMatchObject([{ ok: {} }]);
  expect(world.failures).toEqual([]);
  await world.runtime.advance(1_000);
  expect(await bob.pull(crew, { kind: 'before', ord: 9 })).toMatchObject({ ords: [1, 0] });
  expect(await bob.pull(conversationStream('hold'), { kind: 'before', ord: 9 })).toMatchObject({ rows: [{ key }] });
});
