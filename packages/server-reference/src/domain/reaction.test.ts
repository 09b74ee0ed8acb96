import type { JsonObject, Op, StreamId } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { op, send, uuid7 } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

const react = (message: Op, user: string, body: JsonObject, kind: Op['kind'] = 'patch'): Op =>
  op(message.stream, 'reaction', kind, body, { key: `${message.opId}/${user}` });
const pin = (message: Op, kind: Op['kind'] = 'put'): Op =>
  op(message.stream, 'pin', kind, kind === 'put' ? {} : undefined, { key: message.opId });
const promote = (stream: StreamId, user: string): Op => op(stream, 'member', 'put', { role: 'admin' }, { key: user });

test('[PRO-46] several people react with several emoji; patches merge, and the last one gone leaves a tombstone', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy, react(ahoy, 'alice', { '👍': true }));
  expect(await bob.push(react(ahoy, 'bob', { '👍': true }), react(ahoy, 'bob', { '🎉': true }))).toMatchObject([
    { ok: { rows: [{ collection: 'reaction', author: 'bob', body: { '👍': true } }] } },
    { ok: { rows: [{ body: { '👍': true, '🎉': true } }] } },
  ]);
  expect(await bob.push(react(ahoy, 'bob', { '👍': null, '🎉': null }))).toMatchObject([
    { ok: { rows: [{ deleted: true }] } },
  ]);
  expect(await bob.pull(stream, { kind: 'since', rev: 4, marksRev: 0 })).toMatchObject({
    rows: [
      { collection: 'reaction', key: `${ahoy.opId}/alice`, body: { '👍': true } },
      { collection: 'reaction', key: `${ahoy.opId}/bob`, deleted: true },
    ],
  });
});

test('[PRO-46] what changes nothing is ok, also where there is no row', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy);
  const [removed] = await alice.push(react(ahoy, 'alice', { '👍': null }));
  expect(removed).toMatchObject({ ok: { rev: 3, from: 3, rows: [] } });
  const like = react(ahoy, 'alice', { '👍': true });
  expect(await alice.push(like)).toMatchObject([{ ok: { rev: 4 } }]);
  expect(await alice.push(react(ahoy, 'alice', { '👍': true }))).toMatchObject([{ ok: { rev: 4, rows: [] } }]);
  expect(await alice.push(like)).toMatchObject([{ ok: { rev: 4, duplicate: true } }]);
});

test('[PRO-46] nobody reacts for another, beyond the limits, or to what is not there', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const [ahoy, gone] = [send(stream, 'ahoy'), send(stream, 'gone')];
  await alice.push(ahoy, gone, op(stream, 'message', 'delete', undefined, { key: gone.opId }));
  const emoji = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`:${i}:`, true]));
  const code = async (each: Op) =>
    (await alice.push(each)).map((result) => ('error' in result ? result.error.code : ''));
  expect(await code(react(ahoy, 'bob', { '👍': true }))).toEqual(['op/forbidden']);
  expect(await code(react(ahoy, 'alice', emoji(21), 'put'))).toEqual(['op/invalid']);
  expect(await code(react(ahoy, 'alice', { ['x'.repeat(33)]: true }))).toEqual(['op/invalid']);
  expect(await code(react(ahoy, 'alice', { '👍': 2 }))).toEqual(['op/invalid']);
  expect(await code(react(gone, 'alice', { '👍': true }))).toEqual(['op/missing']);
  expect(await code(react({ ...ahoy, opId: uuid7() }, 'alice', { '👍': true }))).toEqual(['op/missing']);
  expect(await code(react(ahoy, 'alice', emoji(20), 'put'))).toEqual(['']);
  const eve = await world.join('eve');
  expect(await eve.push(react(ahoy, 'eve', { '👍': true }))).toMatchObject([{ error: { code: 'stream/unknown' } }]);
});

test('[PRO-47] any member of a group pins and unpins, in a channel its owner and admins', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy);
  expect(await bob.push(pin(ahoy), pin(ahoy))).toMatchObject([{ ok: { rev: 5 } }, { ok: { rev: 5 } }]);
  expect(await alice.push(pin(ahoy, 'delete'), pin(ahoy, 'delete'))).toMatchObject([
    { ok: { rev: 6 } },
    { ok: { rev: 6 } },
  ]);
  expect(await bob.push(pin({ ...ahoy, opId: uuid7() }))).toMatchObject([{ error: { code: 'op/missing' } }]);
  const made = op('conversation:news', 'conversation', 'put', { kind: 'channel', members: ['bob'] }, { key: 'news' });
  const news = send('conversation:news', 'news');
  await alice.push(made, news);
  expect(await bob.push(pin(news))).toMatchObject([{ error: { code: 'op/forbidden' } }]);
  await alice.push(promote('conversation:news', 'bob'));
  expect(await bob.push(pin(news))).toMatchObject([{ ok: {} }]);
});

test('[PRO-48] reactions come with the messages they are about, pins with every newest page', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const messages = ['one', 'two', 'three', 'four'].map((text) => send(stream, text));
  const [one, two, three] = messages as [Op, Op, Op];
  await alice.push(...messages, pin(one), ...[one, two, three].map((each) => react(each, 'alice', { '👍': true })));
  const keys = async (want: Parameters<typeof alice.pull>[1], limit: number) => {
    const page = await alice.pull(stream, want, { limit });
    if (page.type !== 'page') throw new Error(`not a page but ${page.type}`);
    return [
      page.ords,
      page.rows.filter(({ ord }) => ord === undefined).map(({ collection, key }) => `${collection} ${key}`),
    ];
  };
  const about = (message: Op): string => `reaction ${message.opId}/alice`;
  expect(await keys({ kind: 'newest', sinceRev: 2, marksRev: 0 }, 2)).toEqual([
    [3, 4],
    [`pin ${one.opId}`, about(three)],
  ]);
  expect(await keys({ kind: 'before', ord: 3 }, 1)).toEqual([[2, 2], [about(two)]]);
  expect(await keys({ kind: 'after', ord: 0 }, 2)).toEqual([
    [1, 2],
    [about(one), about(two)],
  ]);
  // Checked for what changed since: the messages did not, a reaction did.
  await alice.push(react(two, 'alice', { '👍': null }));
  expect(await keys({ kind: 'ords', from: 1, to: 4, sinceRev: 10 }, 9)).toEqual([[1, 4], [about(two)]]);
});

test('[PRO-48] a page is cut between two messages, with what is about them', async () => {
  const { alice, stream } = await openConversation(openWorld({ limits: { pageRows: 2 } }));
  const messages = ['one', 'two', 'three'].map((text) => send(stream, text));
  await alice.push(...messages, ...messages.map((each) => react(each, 'alice', { '👍': true })));
  const page = await alice.pull(stream, { kind: 'ords', from: 1, to: 3, sinceRev: 0 });
  expect(page).toMatchObject({
    ords: [1, 2],
    rows: [{ ord: 1 }, { ord: 2 }, { key: `${messages[0]?.opId}/alice` }, {}],
  });
});
