import { appStream, type Changes, type Page, userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { create, op, send } from '../test-support/ops.ts';
import { type Device, openConversation, openWorld, type WorldOptions } from '../test-support/world.ts';

const texts = (frame: unknown): unknown[] => (frame as Page | Changes).rows.map(({ body }) => body?.['text']);

/** Messages 1 to `count` at revs 3 and on. */
async function filled(count: number, options: WorldOptions = {}) {
  const world = openWorld(options);
  const { alice, stream } = await openConversation(world);
  const ops = Array.from({ length: count }, (_, n) => send(stream, `${n + 1}`));
  await alice.push(...ops);
  alice.take();
  return { world, alice, stream, ops };
}

test('[PRO-12] a since pull is answered from the rev asked for, as far as the limit allows', async () => {
  const { alice, stream } = await filled(5);
  const first = await alice.pull(stream, { kind: 'since', rev: 1, marksRev: 0 }, { limit: 3 });
  expect(first).toMatchObject({ type: 'changes', from: 1, to: 4, head: { rev: 7, ord: 5 }, marks: [] });
  expect(texts(first)).toEqual([undefined, '1', '2']);
  const rest = await alice.pull(stream, { kind: 'since', rev: 4, marksRev: 0 }, { limit: 3 });
  expect([rest, texts(rest)]).toMatchObject([{ from: 4, to: 7 }, ['3', '4', '5']]);
  expect(await alice.pull(stream, { kind: 'since', rev: 7, marksRev: 0 })).toMatchObject({ from: 7, to: 7, rows: [] });
});

test('[PRO-12] too far behind is answered by the newest page', async () => {
  const { alice, stream } = await filled(6, { limits: { catchUpRevs: 4 } });
  expect(await alice.pull(stream, { kind: 'since', rev: 4, marksRev: 0 })).toMatchObject({ type: 'changes', to: 8 });
  const page = await alice.pull(stream, { kind: 'since', rev: 1, marksRev: 0 }, { limit: 2 });
  expect(page).toMatchObject({ type: 'page', newest: true, ords: [5, 6], minOrd: 1, head: { rev: 8 } });
  expect(texts(page)).toEqual(['5', '6', undefined]);
});

test('[PRO-10] changes hold every row changed, each once, in its last state, by rev', async () => {
  const { alice, stream, ops } = await filled(3);
  await alice.push(op(stream, 'message', 'patch', { text: 'edited' }, { key: ops[0]?.opId ?? '' }));
  const changes = (await alice.pull(stream, { kind: 'since', rev: 2, marksRev: 0 })) as Changes;
  expect(changes.rows.map(({ rev, ord, body }) => [rev, ord, body?.['text']])).toEqual([
    [4, 2, '2'],
    [5, 3, '3'],
    [6, 1, 'edited'],
  ]);
});

test('[PRO-28] pages by place are complete for the ords they name', async () => {
  const { alice, stream } = await filled(9);
  const cases = [
    [{ kind: 'before', ord: 5 }, 3, [2, 4], ['2', '3', '4']],
    [{ kind: 'before', ord: 3 }, 3, [1, 2], ['1', '2']],
    [{ kind: 'before', ord: 1 }, 3, [1, 0], []],
    [{ kind: 'before', ord: 0 }, 3, [1, 0], []],
    [{ kind: 'after', ord: 7 }, 3, [8, 9], ['8', '9']],
    [{ kind: 'after', ord: 9 }, 3, [10, 9], []],
    [{ kind: 'ords', from: 2, to: 3, sinceRev: 0 }, 5, [2, 3], ['2', '3']],
    [{ kind: 'ords', from: 0, to: 99, sinceRev: 0 }, 3, [1, 3], ['1', '2', '3']],
  ] as const;
  for (const [want, limit, ords, rows] of cases) {
    const page = await alice.pull(stream, want, { limit });
    expect([want, page, texts(page)]).toMatchObject([want, { type: 'page', ords, newest: false }, rows]);
  }
});

test('[PRO-28] with sinceRev, a page by ords has only what changed after it', async () => {
  const { alice, stream, ops } = await filled(5);
  await alice.push(op(stream, 'message', 'delete', undefined, { key: ops[1]?.opId ?? '' }));
  const page = await alice.pull(stream, { kind: 'ords', from: 1, to: 4, sinceRev: 7 });
  expect(page).toMatchObject({ ords: [1, 4], rows: [{ ord: 2, deleted: true, rev: 8 }] });
});

test('[PRO-28] the newest page has every other row changed since, and every member’s marks', async () => {
  const { world, alice, stream } = await filled(3);
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'bob' }));
  await alice.push(op(stream, 'member', 'delete', undefined, { key: 'bob' }));
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'eve' }));
  const page = await alice.pull(stream, { kind: 'newest', sinceRev: 1, marksRev: 0 }, { limit: 1 });
  expect(page).toMatchObject({
    newest: true,
    ords: [3, 3],
    rows: [{ ord: 3 }, { key: 'alice', rev: 2 }, { key: 'bob', rev: 7, deleted: true }, { key: 'eve', rev: 8 }],
    marks: [
      { user: 'alice', delivered: 3, read: 3 },
      { user: 'eve', delivered: 3, read: 3 },
    ],
  });
  expect(world.failures).toEqual([]);
});

test('[PRO-28] an answer too large is cut, and says where', async () => {
  const world = openWorld({ limits: { pageBytes: 40 } });
  const { alice, stream } = await openConversation(world);
  await alice.push(...['a', 'b', 'c'].map((letter) => send(stream, letter.repeat(10))));
  expect(await alice.pull(stream, { kind: 'newest', sinceRev: 2, marksRev: 0 })).toMatchObject({ ords: [3, 3] });
  expect(await alice.pull(stream, { kind: 'after', ord: 0 })).toMatchObject({ ords: [1, 1] });
  expect(await alice.pull(stream, { kind: 'since', rev: 2, marksRev: 0 })).toMatchObject({ to: 3, head: { rev: 5 } });
});

test('[PRO-13] another epoch is answered by reset, and by nothing of the stream', async () => {
  const { world, alice, stream } = await filled(1);
  const answer = await alice.pull(stream, { kind: 'since', rev: 0, marksRev: 0 }, { epoch: 'other' });
  expect(answer).toEqual({ type: 'reset', re: expect.any(Number), stream, epoch: world.log.epoch, why: 'epoch' });
});

test('[PRO-13] a rev above the server’s gives the stream a new epoch first, once', async () => {
  const { world, alice, stream } = await filled(1);
  const want = { kind: 'since', rev: 9, marksRev: 0 } as const;
  const reset = await alice.pull(stream, want, { epoch: world.log.epoch });
  expect(reset).toMatchObject({ type: 'reset', why: 'ahead' });
  const epoch = reset.type === 'reset' ? reset.epoch : '';
  expect(epoch).not.toBe(world.log.epoch);
  expect(await alice.pull(stream, want, { epoch: world.log.epoch })).toMatchObject({ why: 'epoch', epoch });
  expect(await alice.push(send(stream, 'on'))).toMatchObject([{ ok: { epoch, rev: 4 } }]);
  expect(await alice.pull(userStream('alice'), { kind: 'since', rev: 0, marksRev: 0 })).toMatchObject({
    epoch: world.log.epoch,
  });
});

test('[PRO-13] a stream that nobody wrote to yet can be ahead, too', async () => {
  const alice = await openWorld().join('alice');
  const reset = await alice.pull(userStream('alice'), { kind: 'since', rev: 3, marksRev: 0 });
  const epoch = reset.type === 'reset' ? reset.epoch : '';
  expect(await alice.pull(userStream('alice'), { kind: 'since', rev: 0, marksRev: 0 }, { epoch })).toMatchObject({
    epoch,
    to: 0,
  });
});

test('[PRO-27] what is committed while a pull is answered is in the answer or comes after it', async () => {
  const { world, alice, stream } = await filled(1);
  const bob = await world.join('bob');
  await alice.push(op(stream, 'member', 'put', { role: 'member' }, { key: 'bob' }));
  bob.take();
  const pull = { type: 'pull', id: 1, stream, want: { kind: 'since', rev: 0, marksRev: 0 }, limit: 50 };
  await Promise.all([alice.push(send(stream, 'meanwhile')), bob.say(pull), alice.push(send(stream, 'after'))]);
  const seen = bob.of('changes').flatMap(({ rows }) => rows.map(({ rev }) => rev));
  expect(new Set(seen)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});

test('[PRO-30] a stranger’s stream and a missing one answer alike', async () => {
  const { world, stream } = await filled(2);
  const eve = await world.join('eve');
  const streams = [stream, 'conversation:none', userStream('alice'), userStream('none'), appStream('alice')] as const;
  const answers = [];
  for (const each of streams) {
    const { re: _, ...answer } = (await eve.pull(each, { kind: 'since', rev: 0, marksRev: 0 })) as { re: number };
    answers.push(JSON.stringify(answer));
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('stream/unknown');
});

test('[PRO-29] list tells conversations by newest activity, with marks, row and newest message', async () => {
  const world = openWorld();
  const alice = await world.join('alice');
  for (const id of ['a', 'b', 'c']) {
    await world.runtime.advance(10);
    await alice.push(create(id, ['bob']));
  }
  await world.runtime.advance(10);
  await alice.push(send('conversation:a', 'last word'));
  const summaries = await list(alice, {});
  expect(summaries.summaries.map(({ stream }) => stream)).toEqual([
    'conversation:a',
    'conversation:c',
    'conversation:b',
  ]);
  expect(summaries).toMatchObject({ done: true });
  expect(summaries.summaries[0]).toMatchObject({
    rev: 4,
    ord: 1,
    delivered: 1,
    read: 1,
    rows: [
      { collection: 'conversation', key: 'a' },
      { collection: 'message', body: { text: 'last word' } },
    ],
  });
  expect(summaries.summaries[1]?.rows).toHaveLength(1);
});

test('[PRO-29] list pages by the last entry, and since filters by change or mark', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world, 'bob');
  await alice.push(create('b', []), create('c', []), send(stream, 'ahoy'));
  const first = await list(alice, { limit: 2 });
  const last = first.summaries.at(-1);
  const second = await list(alice, { limit: 2, before: { at: last?.at, stream: last?.stream } });
  expect([first.done, second.done]).toEqual([false, true]);
  const all = [...first.summaries, ...second.summaries].map((each) => each.stream).sort();
  expect(all).toEqual(['conversation:b', 'conversation:c', 'conversation:crew']);
  await world.runtime.advance(100);
  const { asOf } = await list(alice, {});
  const bob = await world.join('bob');
  await bob.say({ type: 'mark', marks: [{ stream, read: 1 }] });
  const later = await list(alice, { since: asOf + 1 });
  expect(later.summaries.map((each) => each.stream)).toEqual([stream]);
});

test('[PRO-29] asOf names the server time of the last commit, so that nothing falls between two lists', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const committedAt = world.runtime.now();
  await world.runtime.advance(5_000);
  const { asOf } = await list(alice, {});
  expect(asOf).toBe(committedAt);
  world.runtime.setWallClock(committedAt - 60_000);
  await alice.push(send(stream, 'clock set back'));
  expect((await list(alice, { since: asOf })).summaries).toMatchObject([{ stream, ord: 1 }]);
});

async function list(device: Device, more: object) {
  device.take();
  await device.say({ type: 'list', id: 9, limit: 50, ...more });
  const [summaries] = device.of('summaries');
  if (summaries === undefined) throw new Error('the list was not answered');
  return summaries;
}
