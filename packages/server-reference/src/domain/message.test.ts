import { expect, test } from 'vitest';
import { op, send, uuid7 } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

test('[PRO-16] a message takes its opId as key; one with a key of its own is refused', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy);
  expect(await alice.pull(stream, { kind: 'newest', sinceRev: 3, marksRev: 0 })).toMatchObject({
    rows: [{ key: ahoy.opId, ord: 1, author: 'alice', body: { text: 'ahoy' } }],
  });
  const keyed = send(stream, 'again', { key: uuid7() });
  expect(await alice.push(keyed)).toMatchObject([{ error: { code: 'op/invalid' } }]);
});

test('[PRO-16] a reply needs no existing target', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const reply = op(stream, 'message', 'put', { text: 'indeed', replyTo: uuid7() });
  expect(await alice.push(reply)).toMatchObject([{ ok: { ord: 1 } }]);
});

test('[PRO-16] a patch merges fields, null removes one; only the author may', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const ahoy = op(stream, 'message', 'put', { text: 'ahoy', kind: 'shout', meta: { a: 1 } });
  await bob.push(ahoy);
  const edit = (body: object) => op(stream, 'message', 'patch', body as never, { key: ahoy.opId });
  expect(await alice.push(edit({ text: 'owner' }))).toMatchObject([{ error: { code: 'op/forbidden' } }]);
  expect(await bob.push(edit({ text: 'oh', kind: null }))).toMatchObject([
    { ok: { ord: 1, rows: [{ author: 'bob', body: { text: 'oh', meta: { a: 1 } } }] } },
  ]);
  expect(await bob.push(edit({ text: 5 }))).toMatchObject([{ error: { code: 'op/invalid' } }]);
  expect(await bob.push(op(stream, 'message', 'patch', { text: 'x' }, { key: uuid7() }))).toMatchObject([
    { error: { code: 'op/missing' } },
  ]);
});

test('[PRO-16] a delete leaves a tombstone with the ord; by its author, or an owner', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob', 'eve');
  const bob = await world.join('bob');
  const eve = await world.join('eve');
  const [one, two] = [send(stream, 'one'), send(stream, 'two')];
  await bob.push(one, two);
  const remove = (key: string) => op(stream, 'message', 'delete', undefined, { key });
  expect(await eve.push(remove(one.opId))).toMatchObject([{ error: { code: 'op/forbidden' } }]);
  expect(await bob.push(remove(one.opId))).toMatchObject([{ ok: { ord: 1 } }]);
  expect(await alice.push(remove(two.opId))).toMatchObject([{ ok: { ord: 2 } }]);
  expect(await alice.push(remove(two.opId))).toMatchObject([{ ok: { ord: 2, rows: [] } }]);
  expect(await alice.push(op(stream, 'message', 'patch', { text: 'x' }, { key: two.opId }))).toMatchObject([
    { error: { code: expect.stringMatching('op/(missing|forbidden)') } },
  ]);
  const page = await alice.pull(stream, { kind: 'before', ord: 3 });
  expect(page).toMatchObject({
    rows: [
      { ord: 1, deleted: true, author: 'bob' },
      { ord: 2, deleted: true },
    ],
  });
  expect(JSON.stringify(page)).not.toContain('"body"');
});

test('[PRO-45] a body beyond its limits is refused, and the message says which field', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const photo = { type: 'image/jpeg', blob: 'b1' };
  const refused = async (body: object): Promise<string> => {
    const [result] = await alice.push(op(stream, 'message', 'put', body as never));
    return result !== undefined && 'error' in result ? `${result.error.code}: ${result.error.message}` : 'ok';
  };
  expect(await refused({ kind: 'image', attachments: [photo], mentions: ['bob'] })).toBe('ok');
  expect(await refused({ attachments: [photo, { ...photo, size: 'big' }] })).toContain('body.attachments.1.size:');
  expect(await refused({ attachments: Array(33).fill(photo) })).toMatch(/^op\/invalid: body.attachments:/);
  expect(await refused({ mentions: Array(51).fill('bob') })).toMatch(/^op\/invalid: body.mentions:/);
});
