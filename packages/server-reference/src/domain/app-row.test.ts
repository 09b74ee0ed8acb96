import { appStream, type JsonObject } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { type Extra, op } from '../test-support/ops.ts';
import { openWorld } from '../test-support/world.ts';

const own = appStream('alice/notes');
const note = (kind: 'put' | 'patch' | 'delete', body?: JsonObject, extra: Extra = {}) =>
  op(own, 'note', kind, body, { key: 'a', ...extra });

test('[PRO-20] put replaces, patch merges, delete leaves a tombstone', async () => {
  const alice = await openWorld().join('alice');
  await alice.push(note('put', { a: 1, b: 2 }));
  expect(await alice.push(note('patch', { b: null, c: 3 }))).toMatchObject([
    { ok: { rows: [{ body: { a: 1, c: 3 } }] } },
  ]);
  expect(await alice.push(note('put', { d: 4 }))).toMatchObject([{ ok: { rev: 3 } }]);
  expect(await alice.push(note('delete'))).toMatchObject([{ ok: { rev: 4 } }]);
  expect(await alice.pull(own, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    rows: [{ collection: 'note', key: 'a', rev: 4, deleted: true }],
  });
  expect(await alice.push(note('patch', { a: 1 }))).toMatchObject([{ error: { code: 'op/missing' } }]);
  expect(await alice.push(note('put', { again: true }))).toMatchObject([{ ok: { rev: 5 } }]);
});

test('[PRO-20] a delete of what never was leaves a tombstone, once', async () => {
  const alice = await openWorld().join('alice');
  const first = note('delete');
  expect(await alice.push(first)).toMatchObject([{ ok: { rev: 1 } }]);
  expect(await alice.push(first)).toMatchObject([{ ok: { rev: 1, duplicate: true } }]);
  expect(await alice.push(note('delete'))).toMatchObject([{ ok: { rev: 1, rows: [] } }]);
  expect(await alice.pull(own, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    to: 1,
    rows: [{ key: 'a', deleted: true }],
  });
});

test('[PRO-20] a baseRev that is not the row’s is a conflict that shows the row', async () => {
  const alice = await openWorld().join('alice');
  await alice.push(note('put', { a: 1 }, { baseRev: 0 }));
  expect(await alice.push(note('put', { a: 2 }, { baseRev: 0 }))).toMatchObject([
    { error: { code: 'op/conflict', class: 'conflict', row: { rev: 1, body: { a: 1 } } } },
  ]);
  expect(await alice.push(note('put', { a: 3 }, { baseRev: 1 }))).toMatchObject([{ ok: { rev: 2 } }]);
  await alice.push(note('delete'));
  expect(await alice.push(note('put', { a: 4 }, { baseRev: 0 }))).toMatchObject([{ ok: { rev: 4 } }]);
});

test('[PRO-20] without a hook, a stream is its user’s alone', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  const bob = await world.join('bob');
  for (const scope of ['alice', 'alice/notes', 'alicia', 'alice2/notes', 'bob/alice']) {
    const write = op(appStream(scope), 'note', 'put', { a: 1 }, { key: 'a' });
    const isOwn = scope === 'alice' || scope === 'alice/notes';
    const [result] = await alice.push(write);
    expect([scope, result !== undefined && 'ok' in result]).toEqual([scope, isOwn]);
  }
  expect(await bob.pull(own, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({ code: 'stream/unknown' });
});

test('[PRO-20] the hook decides who reads and who writes, row by row', async () => {
  const world = openWorld({
    authorize: async ({ user, action, key }) => action === 'read' || (user === 'alice' && key !== 'locked'),
  });
  const alice = await world.join('alice');
  const bob = await world.join('bob');
  const shared = appStream('shared');
  const write = (key: string) => op(shared, 'note', 'put', { a: 1 }, { key });
  await bob.pull(shared, { kind: 'since', rev: 0, marksRev: 0 });
  expect(await alice.push(write('a'))).toMatchObject([{ ok: { rev: 1 } }]);
  expect(await alice.push(write('locked'))).toMatchObject([{ error: { code: 'op/forbidden' } }]);
  expect(await bob.push(write('b'))).toMatchObject([{ error: { code: 'op/forbidden' } }]);
  expect(bob.of('changes').at(-1)).toMatchObject({ stream: shared, from: 0, to: 1, rows: [{ author: 'alice' }] });
});

test('[PRO-20] a hook that fails refuses for now, and nothing is kept', async () => {
  const world = openWorld({ authorize: () => Promise.reject(new Error('policy service down')) });
  const alice = await world.join('alice');
  expect(await alice.push(note('put', { a: 1 }))).toMatchObject([
    { error: { code: 'server/internal', class: 'retry' } },
  ]);
  expect(world.failures).toHaveLength(1);
});

test('[PRO-3] an app stream is subscribed by the first pull on it', async () => {
  const world = openWorld();
  const [phone, laptop] = [await world.join('alice'), await world.join('alice')];
  await phone.push(note('put', { a: 1 }));
  expect(laptop.of('changes')).toEqual([]);
  await laptop.pull(own, { kind: 'since', rev: 1, marksRev: 0 });
  await phone.push(note('put', { a: 2 }));
  expect(laptop.of('changes').at(-1)).toMatchObject({ stream: own, from: 1, to: 2 });
});
