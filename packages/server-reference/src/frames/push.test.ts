import { appStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send, uuid7 } from '../test-support/ops.ts';
import { openConversation, openWorld } from '../test-support/world.ts';

const codeOf = (result: object | undefined): string | undefined =>
  result !== undefined && 'error' in result ? (result.error as { code: string }).code : undefined;

test('[PRO-6] an op pushed again is answered by its first commit and not applied again, for ever', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const ahoy = send(stream, 'ahoy');
  const [first] = await alice.push(ahoy);
  await alice.push(send(stream, 'more'));
  await world.runtime.advance(1_000);
  const [again] = await alice.push({ ...ahoy, body: { text: 'changed' } });
  expect(first).toMatchObject({ ok: { rev: 3, ord: 1 } });
  expect(again).toEqual({ opId: ahoy.opId, ok: { ...(first as { ok: object }).ok, duplicate: true } });
  expect(await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({ to: 4 });
});

test('[PRO-6] an op twice in one batch is applied once', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const ahoy = send(stream, 'ahoy');
  const push = { type: 'push', ops: [ahoy] };
  await alice.say(push, push, { type: 'push', ops: [ahoy, ahoy] });
  const results = alice.of('results').flatMap((frame) => frame.results);
  expect(results.map((each) => ('ok' in each ? [each.ok.rev, each.ok.duplicate] : each))).toEqual([
    ...Array(3).fill([3, true]),
    [3, undefined],
  ]);
});

test('[PRO-6] the id of another user’s op is refused', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy);
  const bob = await world.join('bob');
  expect(codeOf((await bob.push(ahoy))[0])).toBe('op/id-taken');
});

test('[PRO-6] a refusal is not remembered', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const bob = await world.join('bob');
  const ahoy = send(stream, 'ahoy');
  expect(codeOf((await bob.push(ahoy))[0])).toBe('stream/unknown');
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'bob' }));
  expect(await bob.push(ahoy)).toMatchObject([{ ok: { ord: 1 } }]);
});

test('[PRO-8] every op of a push has one result; a refused one leaves other lanes alone', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const ops = [
    send('conversation:none', 'lost'),
    send(stream, 'one'),
    op(appStream('alice'), 'note', 'put', { n: 1 }, { key: 'a' }),
    send(stream, 'two'),
    op(appStream('bob'), 'note', 'put', { n: 1 }, { key: 'a' }),
  ];
  const results = await alice.push(...ops);
  const byOp = new Map(results.map((result) => [result.opId, codeOf(result) ?? 'ok']));
  expect(results).toHaveLength(5);
  expect(ops.map(({ opId }) => byOp.get(opId))).toEqual(['stream/unknown', 'ok', 'ok', 'ok', 'stream/unknown']);
});

test('[PRO-9] what follows a refused op in its lane and push is refused, too', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const bad = op(stream, 'message', 'put', { text: 7 });
  const note = (key: string, baseRev?: number) =>
    op(appStream('alice'), key.length > 1 ? 'list' : 'note', 'put', { key }, { key, ...(baseRev ? { baseRev } : {}) });
  const results = await alice.push(send(stream, 'one'), bad, send(stream, 'two'));
  expect(results.map(codeOf)).toEqual(expect.arrayContaining([undefined, 'op/invalid', 'op/predecessor']));
  const notes = await alice.push(note('a', 9), note('b'), note('other'));
  const codes = notes.map(codeOf).sort();
  expect(codes).toEqual(['op/conflict', 'op/predecessor', undefined]);
});

test('[PRO-9] an op whose after is not committed is refused; one committed before it is accepted', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const [one, two] = [send(stream, 'one'), send(stream, 'two')];
  expect((await alice.push({ ...two, after: one.opId })).map(codeOf)).toEqual(['op/predecessor']);
  await alice.say({ type: 'push', ops: [one] }, { type: 'push', ops: [{ ...two, after: one.opId }] });
  expect(alice.of('results').at(-1)?.results).toMatchObject([{ ok: { ord: 1 } }, { ok: { ord: 2 } }]);
});

test('[PRO-9] another user’s op is no predecessor', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const one = send(stream, 'one');
  await alice.push(one);
  const bob = await world.join('bob');
  expect((await bob.push(send(stream, 'two', { after: one.opId }))).map(codeOf)).toEqual(['op/predecessor']);
});

test('[PRO-21] a write that changes nothing is ok at the row’s rev, raises nothing, and is remembered', async () => {
  const { alice, stream } = await openConversation(openWorld());
  const ahoy = send(stream, 'ahoy');
  await alice.push(ahoy, send(stream, 'more'));
  const same = op(stream, 'message', 'patch', { text: 'ahoy' }, { key: ahoy.opId });
  expect(await alice.push(same)).toMatchObject([{ ok: { rev: 3, from: 3, rows: [] } }]);
  expect(await alice.push(same)).toMatchObject([{ ok: { rev: 3, duplicate: true } }]);
  expect(await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({ to: 4 });
});

test('[PRO-22] too large, unfit and forbidden are permanent and say which field or right', async () => {
  const world = openWorld({ limits: { bodyBytes: 100 } });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  const results = [
    ...(await bob.push(send(stream, 'é'.repeat(60)))),
    ...(await bob.push(op(stream, 'message', 'put', { text: 'a', colour: 1 }))),
    ...(await bob.push(op(stream, 'message', 'put', { replyTo: 'nothing' }))),
    ...(await bob.push(op(stream, 'conversation', 'patch', { title: 'Mine' }, { key: 'crew' }))),
    ...(await bob.push(op(stream, 'poll', 'put', {}))),
  ];
  expect(results.map(codeOf)).toEqual(['op/too-large', 'op/invalid', 'op/invalid', 'op/forbidden', 'op/invalid']);
  const told = results.map((result) => ('error' in result ? `${result.error.class} ${result.error.message}` : ''));
  for (const text of told) expect(text).toMatch(/^permanent /);
  expect(told[0]).toContain('body');
  expect(told[2]).toContain('body.replyTo');
  expect(told[3]).toContain('owner and admins');
  expect(alice.closed).toBeUndefined();
});

test('[PRO-38] a body nested without end is refused alone, and the server goes on', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const deep = `{"text":"a","meta":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
  const [bad, good] = [uuid7(), uuid7()];
  const text = (opId: string, at: string, body: string): string =>
    `{"opId":"${opId}","stream":"${at}","collection":"${at === stream ? 'message' : 'note'}","kind":"put","body":${body}}`;
  await alice.raw(`[{"type":"push","ops":[${text(bad, 'app:alice', deep)},${text(good, stream, '{"text":"b"}')}]}]`);
  const results = alice.of('results').flatMap((frame) => frame.results);
  expect(results.find(({ opId }) => opId === bad)).toMatchObject({ error: { code: 'op/invalid' } });
  expect(results.find(({ opId }) => opId === good)).toMatchObject({ ok: { ord: 1 } });
  expect(world.failures).toEqual([]);
});

test('[PRO-23] above the rate, ops are refused for as long as it takes, and kept by nobody', async () => {
  const world = openWorld({ limits: { opsPerSecond: 1 } });
  const { alice, stream } = await openConversation(world);
  const ops = Array.from({ length: 10 }, (_, n) => send(stream, `${n}`));
  expect(await alice.push(...ops.slice(0, 9))).toMatchObject(Array(9).fill({ ok: {} }));
  const [refused] = await alice.push(...ops.slice(9));
  expect(refused).toMatchObject({ error: { code: 'rate/limited', class: 'retry', retryAfterMs: 1_000 } });
  await world.runtime.advance(1_000);
  expect(await alice.push(...ops.slice(9))).toMatchObject([{ ok: { ord: 10 } }]);
});

test('[PRO-23] ops beyond what may wait are refused for now', async () => {
  const world = openWorld({ limits: { queuedOps: 2 } });
  const { alice, stream } = await openConversation(world);
  await alice.say(
    { type: 'push', ops: [send(stream, 'a'), send(stream, 'b')] },
    { type: 'push', ops: [send(stream, 'c')] },
  );
  const results = alice.of('results').flatMap((frame) => frame.results);
  expect(results.map(codeOf).sort()).toEqual(['rate/limited', undefined, undefined]);
});

test('[PRO-24] rows are told where the op does not say them, and only there', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const ahoy = send(stream, 'ahoy');
  const told = await alice.push(
    ahoy,
    op(stream, 'message', 'patch', { meta: { edited: true } }, { key: ahoy.opId }),
    create('other', ['bob', 'eve']),
  );
  const rowsOf = (opId: string) => told.find((each) => each.opId === opId);
  expect(rowsOf(ahoy.opId)).toMatchObject({ ok: { rev: 3 } });
  expect(rowsOf(ahoy.opId)).not.toHaveProperty('ok.rows');
  expect(told[1]).toMatchObject({
    ok: { rev: 4, ord: 1, rows: [{ rev: 4, body: { text: 'ahoy', meta: { edited: true } } }] },
  });
  expect(told[2]).toMatchObject({
    ok: { from: 0, rev: 4, rows: [{ key: 'other' }, { key: 'alice' }, { key: 'bob' }, { key: 'eve' }] },
  });
});

test('[PRO-25] status tells what of one’s own was committed', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  const ahoy = send(stream, 'ahoy');
  const [first] = await alice.push(ahoy);
  const never = uuid7();
  alice.take();
  await alice.say({ type: 'status', opIds: [never, ahoy.opId] });
  expect(alice.of('results')[0]?.results).toEqual([
    { opId: never, error: expect.objectContaining({ code: 'op/unknown', class: 'retry' }) },
    { opId: ahoy.opId, ok: { ...(first as { ok: object }).ok, duplicate: true } },
  ]);
  const bob = await world.join('bob');
  await bob.say({ type: 'status', opIds: [ahoy.opId] });
  expect(bob.of('results')[0]?.results.map(codeOf)).toEqual(['op/unknown']);
});

test('[PRO-30] a push to a stream that is not one’s own and to none at all answer alike', async () => {
  const world = openWorld();
  const { stream } = await openConversation(world, 'bob');
  const eve = await world.join('eve');
  const refusals = [];
  for (const target of [stream, 'conversation:none'] as const) {
    for (const each of [
      send(target, 'let me in'),
      op(target, 'member', 'put', { role: 'member' }, { key: 'eve' }),
      op(target, 'conversation', 'patch', { title: 'x' }, { key: 'crew' }),
      op(target, 'message', 'delete', undefined, { key: uuid7() }),
      op(target, 'poll', 'put', {}),
    ]) {
      const [result] = await eve.push(each);
      refusals.push(JSON.stringify(result !== undefined && 'error' in result ? result.error : result));
    }
  }
  expect(new Set(refusals).size).toBe(1);
  expect(refusals[0]).toContain('stream/unknown');
});
