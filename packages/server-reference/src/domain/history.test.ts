import { conversationStream, type Op, type Result } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { openWorld, type WorldOptions } from '../test-support/world.ts';

const stream = conversationStream('crew');
const codes = (results: readonly Result[]) => results.map((result) => ('error' in result ? result.error.code : 'ok'));
const member = (key: string, kind: Op['kind'] = 'put', role = 'member'): Op =>
  op(stream, 'member', kind, kind === 'delete' ? undefined : { role }, { key });
const about = (collection: string, { opId }: Op, user: string): Op =>
  op(stream, collection, collection === 'pin' ? 'put' : 'patch', collection === 'pin' ? {} : { '👍': true }, {
    key: collection === 'pin' ? opId : `${opId}/${user}`,
  });

/** Bob joins after two messages of alice, and before a third. */
async function joinLate(options: WorldOptions = {}) {
  const world = openWorld({ messages: { keepEdits: true }, ...options });
  const alice = await world.join('alice');
  const [one, two, three] = [send(stream, 'secret one'), send(stream, 'secret two'), send(stream, 'three')];
  await alice.push(create('crew', ['eve'], { history: 'joined' }), one, two, about('pin', one, ''));
  const bob = await world.join('bob');
  await alice.push(member('bob'), three);
  return { world, alice, bob, one, two, three };
}

test('[PRO-58] who joins sees what comes after, live and in every page; members from the beginning see all', async () => {
  const { world, bob, three } = await joinLate();
  expect(bob.of('changes')).toMatchObject([
    { stream, rows: [{ collection: 'member', key: 'bob', body: { role: 'member', from: 3 } }, { key: three.opId }] },
    { stream: 'user:bob' },
  ]);
  const wants = [
    { kind: 'newest', sinceRev: 0, marksRev: 0 },
    { kind: 'since', rev: 0, marksRev: 0 },
    { kind: 'before', ord: 4 },
    { kind: 'after', ord: 0 },
    { kind: 'ords', from: 1, to: 3, sinceRev: 0 },
  ] as const;
  for (const want of wants) {
    const answer = await bob.pull(stream, want);
    expect(JSON.stringify(answer)).not.toMatch(/secret|"pin"/);
    expect(JSON.stringify(answer)).toContain('"text":"three"');
    if (answer.type === 'page') expect(answer).toMatchObject({ minOrd: 3, ords: [3, 3] });
  }
  expect(await bob.pull(stream, { kind: 'before', ord: 2 })).toMatchObject({ ords: [3, 2], rows: [] });
  const eve = await world.join('eve');
  expect(await eve.pull(stream, { kind: 'before', ord: 4 })).toMatchObject({ minOrd: 1, ords: [1, 3] });
});

test('[PRO-58] changes of older messages, and what is about them, are not told either', async () => {
  const { world, alice, bob, one, two } = await joinLate();
  const eve = await world.join('eve');
  bob.take();
  const edit = op(stream, 'message', 'patch', { text: 'secret edit' }, { key: one.opId });
  await alice.push(edit, about('reaction', two, 'alice'), about('pin', two, ''));
  expect(bob.take()).toMatchObject([{ type: 'changes', from: 8, to: 12, rows: [] }]);
  expect(eve.of('changes').flatMap(({ rows }) => rows)).toHaveLength(4);
  // In one batch with what he may see.
  await alice.push(op(stream, 'message', 'delete', undefined, { key: two.opId }), send(stream, 'four'));
  expect(bob.of('changes').flatMap(({ rows }) => rows)).toMatchObject([{ body: { text: 'four' } }]);
  const since = await bob.pull(stream, { kind: 'since', rev: 8, marksRev: 0 });
  expect(since).toMatchObject({ from: 8, rows: [{ body: { text: 'four' } }] });
});

test('[PRO-58] the list shows no older message, and nobody writes about one they do not see', async () => {
  const { world, alice, one } = await joinLate();
  await alice.push(member('zoe'));
  const zoe = await world.join('zoe');
  await zoe.say({ type: 'list', id: 1, limit: 5 });
  expect(zoe.of('summaries')).toMatchObject([{ summaries: [{ rows: [{ collection: 'conversation' }] }] }]);
  expect(codes(await zoe.push(about('reaction', one, 'zoe')))).toEqual(['op/missing']);
  expect(codes(await zoe.push(about('pin', one, '')))).toEqual(['op/missing']);
  await alice.push(member('zoe', 'put', 'admin'));
  expect(codes(await zoe.push(op(stream, 'message', 'delete', undefined, { key: one.opId })))).toEqual(['op/missing']);
  const thread = { kind: 'thread', parent: 'crew', root: one.opId, members: [] };
  const begun = op(conversationStream(one.opId), 'conversation', 'put', thread, { key: one.opId });
  expect(codes(await zoe.push(begun))).toEqual(['op/missing']);
  await alice.push({ ...begun, opId: one.opId.replace('7000', '7001') });
  const hidden = await zoe.pull(conversationStream(one.opId), { kind: 'since', rev: 0, marksRev: 0 });
  expect(hidden).toMatchObject({ code: 'stream/unknown' });
});

test('[PRO-58] a change of role keeps it, leaving and joining again begins anew, and so after a restart', async () => {
  const { world, alice } = await joinLate();
  const fromOf = (results: readonly Result[]) =>
    results.map((each) => ('ok' in each ? each.ok.rows?.[0]?.body?.['from'] : each));
  expect(fromOf(await alice.push(member('bob', 'put', 'admin')))).toEqual([3]);
  const again = openWorld({ log: world.log });
  const later = await again.join('alice');
  expect(fromOf(await later.push(member('bob', 'put', 'member')))).toEqual([3]);
  await later.push(member('bob', 'delete'));
  expect(fromOf(await later.push(member('bob')))).toEqual([4]);
});
