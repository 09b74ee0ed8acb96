import { conversationStream, userStream } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { streamBench } from '../test-support/stream-bench.ts';
import { applyRow } from './apply-row.ts';
import { applySegments } from './segment.ts';

const message = build.message;
const member = (user: string, rev: number) => build.row('member', user, rev, { body: { role: 'member' } });

test('[STR-9] messages made and edited within the same changes are new, whatever the order of their revs', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [message(1)] });
  const edited = message(2, { rev: 4, body: { text: 'edited' } });
  await bench.segments({ from: 1, to: 4, rows: [message(3), edited] });
  expect([bench.state().ranges, bench.state().cursor?.ord]).toEqual([[{ from: 1, to: 3 }], 3]);
  expect(await bench.messages()).toEqual({ 1: 'message 1', 2: 'edited', 3: 'message 3' });
});

test('[STR-9] a change of a message that is not held leaves nothing', async () => {
  const bench = await streamBench();
  const head = build.head(9, { ord: 9 });
  await bench.page(build.page({ re: 1, head, ords: [8, 9], rows: [message(8), message(9)] }));
  await bench.segments({ rows: [message(3, { rev: 10 })] });
  expect([bench.cursor(), Object.keys(await bench.messages())]).toEqual([10, ['8', '9']]);
});

test('[STR-9] one that settles an op of this device stays in sight, as a range of its own', async () => {
  const bench = await streamBench({ pending: [build.id(500)] });
  const head = build.head(9, { ord: 9 });
  await bench.page(build.page({ re: 1, head, ords: [8, 9], rows: [message(8), message(9)] }));
  const draft = await bench.segments({ rows: [message(3, { rev: 10, op: build.id(500) })] });
  expect([...draft.settled]).toEqual([build.id(500)]);
  expect(bench.state().ranges).toEqual([
    { from: 3, to: 3 },
    { from: 8, to: 9 },
  ]);
});

test('[STR-22] a creation is not over with the membership it brings: its conversation would go from the list', async () => {
  const bench = await streamBench({ pending: [build.id(500)] });
  const mine = userStream('ann');
  const draft = await bench.commit(
    (_draft, context) => {
      const row = build.row('membership', 'crew', 1, { op: build.id(500), body: { role: 'owner' } });
      applyRow(context, mine, row, 0);
    },
    [mine, conversationStream('crew')],
  );
  expect([...draft.settled]).toEqual([]);
});

test('[STR-22] a message that comes as somebody changed it was sent: its own op is over as well', async () => {
  const bench = await streamBench({ pending: [build.id(3), build.id(500)] });
  const deleted = message(3, { rev: 8, op: build.id(500), body: undefined, deleted: true });
  const draft = await bench.segments({ from: 0, to: 8, rows: [message(1), message(2), deleted] });
  expect([...draft.settled]).toEqual([build.id(500), build.id(3)]);
});

test('[STR-9] after a jump new messages begin a fresh range', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [message(1)] });
  await bench.become({ ranges: [{ from: 1, to: 1, rev: 1 }] });
  await bench.segments({ rows: [message(2)] });
  expect(bench.state().ranges).toEqual([
    { from: 1, to: 1, rev: 1 },
    { from: 2, to: 2 },
  ]);
});

test('[STR-10] the marks of a new member begin at the newest message before the row, those of one who left are gone', async () => {
  const bench = await streamBench();
  await bench.segments({
    rows: [message(1, { author: 'eve' }), member('bob', 2), message(2, { rev: 3, author: 'eve' })],
  });
  expect(bench.marks()).toEqual({ eve: [2, 2], bob: [1, 1] });
  await bench.segments({ from: 3, to: 4, rows: [build.row('member', 'bob', 4, { body: undefined, deleted: true })] });
  expect(bench.marks()).toEqual({ eve: [2, 2] });
});

test('[STR-10] a member whose row was changed since they joined begins before what stands between', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [message(1, { author: 'eve' })] });
  // Bob joined at rev 2, before message 2, and was appointed at rev 4.
  await bench.segments({ from: 1, to: 4, rows: [message(2, { rev: 3, author: 'eve' }), member('bob', 4)] });
  expect(bench.marks()).toEqual({ eve: [2, 2], bob: [1, 1] });
});

test('[STR-10] who joins where older messages are not told has those counted as known, and read', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [build.row('conversation', 'c', 1, { body: { kind: 'group' } })] });
  const joined = build.row('member', 'ann', 9, { body: { role: 'member', from: 8 } });
  await bench.segments({ from: 1, to: 9, rows: [joined] });
  const own = { delivered: 7, read: 7, toldDelivered: 7, toldRead: 7 };
  expect([bench.state().cursor?.ord, bench.marks()['ann'], bench.state().own]).toEqual([7, [7, 7], own]);
});

test('[STR-10] a member whose marks are known keeps them when their row changes', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [member('bob', 1), message(1, { rev: 2, author: 'eve' }), member('bob', 3)] });
  expect(bench.marks()).toEqual({ bob: [0, 0], eve: [1, 1] });
});

test('[STR-10] one’s own membership says one’s role and begins one’s own marks', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [message(1, { author: 'eve' }), member('ann', 2)] });
  const told = { delivered: 1, read: 1, toldDelivered: 1, toldRead: 1 };
  expect(bench.state()).toMatchObject({ own: told, summary: { role: 'member' } });
});

test('[STR-11] the author of a new message has read up to it, and an edit of an old one moves no mark', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [message(1, { author: 'ann' }), message(2, { author: 'bob' })] });
  expect(bench.marks()).toEqual({ ann: [1, 1], bob: [2, 2] });
  expect(bench.state().own).toEqual({ delivered: 1, read: 1, toldDelivered: 1, toldRead: 1 });
  await bench.segments({ from: 2, to: 3, rows: [message(2, { rev: 3, author: 'ann' })] });
  expect(bench.marks()).toEqual({ ann: [1, 1], bob: [2, 2] });
});

test('[STR-12] a membership in one’s own stream joins its conversation, and its end marks it as gone', async () => {
  const bench = await streamBench();
  const me = userStream('ann');
  const crew = conversationStream('crew');
  const membership = (rev: number, parts: object) => ({
    epoch: 'u1',
    from: rev - 1,
    to: rev,
    rows: [build.row('membership', 'crew', rev, parts)],
  });
  const apply = (rev: number, parts: object) =>
    bench.commit(
      (_draft, context) => {
        bench.parking.park(me, membership(rev, parts));
        applySegments(context, me, bench.parking);
      },
      [me, crew],
    );
  const gone = { body: undefined, deleted: true };
  expect([...(await apply(1, { body: { role: 'admin' } })).joined]).toEqual([crew]);
  expect(bench.state(crew).summary.role).toBe('admin');
  expect([[...(await apply(2, gone)).joined], bench.state(crew).gone]).toEqual([[], true]);
  expect([[...(await apply(3, { body: { role: 'member' } })).joined], bench.state(crew).gone]).toEqual([
    [crew],
    undefined,
  ]);
});

test('[STR-13] a list shows the newest message, and a later edit or deletion does not move the conversation up', async () => {
  const bench = await streamBench();
  const conversation = build.row('conversation', build.stream.slice(13), 1, { body: { kind: 'group', title: 'Crew' } });
  await bench.segments({ rows: [conversation] });
  expect(bench.state().summary).toMatchObject({ kind: 'group', title: 'Crew', activeAt: conversation.at });
  await bench.segments({ rows: [message(1, { rev: 2 }), message(2, { rev: 3 })] });
  const activeAt = build.head(3).at;
  expect(bench.state().summary).toMatchObject({ activeAt, last: { ord: 2, body: { text: 'message 2' } } });
  await bench.segments({
    from: 3,
    to: 5,
    rows: [message(1, { rev: 4 }), { ...conversation, rev: 5, at: activeAt + 9 }],
  });
  expect(bench.state().summary).toMatchObject({ activeAt, last: { ord: 2, deleted: false } });
  await bench.segments({ from: 5, to: 6, rows: [message(2, { rev: 6, body: undefined, deleted: true })] });
  expect(bench.state().summary).toMatchObject({ activeAt, last: { ord: 2, body: {}, deleted: true } });
});
