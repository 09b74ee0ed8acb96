import { type JsonObject, type Op, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { op, send, uuid7 } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld } from '../test-support/world.ts';

const own = (collection: string, kind: Op['kind'], key: string, body?: JsonObject): Op =>
  op(userStream('alice'), collection, kind, body, { key });
const named = (stream: Op['stream'], ...mentions: readonly string[]): Op =>
  op(stream, 'message', 'put', { text: 'look', mentions });
const told = async (device: Device, user: string): Promise<readonly string[]> => {
  const page = await device.pull(userStream(user), { kind: 'newest', sinceRev: 0, marksRev: 0 });
  const rows = page.type === 'page' ? page.rows : [];
  return rows.filter(({ collection, deleted }) => collection === 'mention' && !deleted).map(({ key }) => key);
};

test('[PRO-53] settings and drafts follow their user: a patch makes the row, two devices’ patches merge', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const tablet = await world.join('alice');
  await alice.push(own('setting', 'patch', 'crew', { muted: true }));
  await tablet.push(own('setting', 'patch', 'crew', { archived: true, pinned: true }));
  expect(await alice.push(own('setting', 'patch', 'crew', { muted: null, pinned: null }))).toMatchObject([
    { ok: { rows: [{ collection: 'setting', key: 'crew', body: { archived: true } }] } },
  ]);
  await alice.push(own('draft', 'put', 'crew', { text: 'Dear' }), own('draft', 'delete', 'crew'));
  expect(tablet.of('changes').at(-1)).toMatchObject({ rows: [{ collection: 'draft', deleted: true }] });
  expect(await alice.push(own('draft', 'delete', 'other'))).toMatchObject([{ ok: {} }]);
});

test('[PRO-53] only what fits, in one’s own stream alone', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const bob = await world.join('bob');
  const code = async (device: Device, each: Op) =>
    JSON.stringify(await device.push(each)).match(/"code":"([^"]*)"/)?.[1];
  expect(await code(bob, own('setting', 'put', 'crew', { muted: true }))).toBe('stream/unknown');
  expect(await code(alice, own('setting', 'put', 'crew', { muted: 'yes' }))).toBe('op/invalid');
  expect(await code(alice, own('hidden', 'put', 'crew', { conversation: 'crew', ord: 1 }))).toBe('op/invalid');
  expect(await code(alice, own('hidden', 'put', uuid7(), { conversation: 'crew', ord: 1 }))).toBe(undefined);
  expect(await code(alice, own('block', 'put', 'alice', {}))).toBe('op/invalid');
  expect(await code(alice, own('mention', 'put', uuid7(), { conversation: 'crew', ord: 1, author: 'bob' }))).toBe(
    'op/invalid',
  );
});

test('[PRO-55] who is named is told in the commit of the message: members, the author not, nobody else', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.take();
  const look = named(stream, 'bob', 'alice', 'bob', 'stranger');
  await alice.push(look);
  expect(bob.frames).toMatchObject([
    { type: 'changes', stream, rows: [{ key: look.opId }] },
    {
      type: 'changes',
      stream: 'user:bob',
      rows: [
        {
          collection: 'mention',
          key: look.opId,
          author: 'alice',
          body: { conversation: 'crew', ord: 1, author: 'alice' },
        },
      ],
    },
  ]);
  expect(await told(await world.join('stranger'), 'stranger')).toEqual([]);
  expect(await told(alice, 'alice')).toEqual([]);
});

test('[PRO-55] editing somebody in or away, and deleting, is told in the same way', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob', 'eve');
  const [bob, eve] = [await world.join('bob'), await world.join('eve')];
  const look = named(stream, 'bob');
  const rename = (mentions: readonly string[]) => op(stream, 'message', 'patch', { mentions }, { key: look.opId });
  // In one batch.
  await alice.push(look, rename(['eve']));
  expect([await told(bob, 'bob'), await told(eve, 'eve')]).toEqual([[], [look.opId]]);
  await alice.push(rename(['bob', 'eve']));
  await alice.push(op(stream, 'message', 'patch', { text: 'see' }, { key: look.opId }));
  expect([await told(bob, 'bob'), await told(eve, 'eve')]).toEqual([[look.opId], [look.opId]]);
  await alice.push(op(stream, 'message', 'delete', undefined, { key: look.opId }), send(stream, 'never mind'));
  expect([await told(bob, 'bob'), await told(eve, 'eve')]).toEqual([[], []]);
});
