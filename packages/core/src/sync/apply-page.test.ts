import type { Page, Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { streamBench } from '../test-support/stream-bench.ts';

const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => build.message(from + i, { author: 'bob' }));
const member = (user: string, rev: number) => build.row('member', user, rev, { body: { role: 'member' } });
const newest = (from: number, to: number, parts: Partial<Page> = {}, others: readonly Row[] = []) =>
  build.page({ re: 1, rows: [...messages(from, to), ...others], ords: [from, to], ...parts });
const older = (from: number, to: number, parts: Partial<Page> = {}) =>
  build.page({ re: 1, rows: messages(from, to), head: build.head(20), newest: false, ...parts });

test('[STR-15] a newest page begins a stream: cursor, head, range, other rows, everybody’s marks', async () => {
  const bench = await streamBench();
  const head = build.head(25, { ord: 20, marksRev: 6 });
  const marks = [
    { user: 'bob', delivered: 20, read: 20 },
    { user: 'ann', delivered: 7, read: 5 },
  ];
  await bench.page(
    newest(18, 20, { head, marks, minOrd: 2 }, [member('bob', 21), member('ann', 22), member('eve', 23)]),
  );
  expect(bench.state()).toMatchObject({
    cursor: { epoch: 'e1', rev: 25, ord: 20 },
    head,
    ranges: [{ from: 18, to: 20 }],
    minOrd: 2,
    marksRev: 6,
    own: { delivered: 7, read: 5, toldDelivered: 7, toldRead: 5 },
    summary: { role: 'member', last: { ord: 20 } },
  });
  expect(bench.marks()).toEqual({ bob: [20, 20], ann: [7, 5] });
  expect(await bench.rows()).toEqual(['member/ann', 'member/bob', 'member/eve']);
});

test('[STR-14] a page of older or newer messages adds its rows and its range, and moves no cursor', async () => {
  const bench = await streamBench();
  await bench.page(newest(18, 20));
  await bench.page(older(10, 12));
  await bench.page(older(13, 17));
  expect([bench.cursor(), bench.state().ranges]).toEqual([20, [{ from: 10, to: 20 }]]);
  expect(Object.keys(await bench.messages())).toHaveLength(11);
});

test('[STR-14] a page that covers more than its rows is believed about what it covers', async () => {
  const bench = await streamBench();
  await bench.page(newest(18, 20));
  await bench.page(older(12, 13, { ords: [10, 17] }));
  expect(bench.state().ranges).toEqual([{ from: 10, to: 20 }]);
  await bench.page(older(9, 8, { rows: [], ords: [9, 8] }));
  expect(bench.state().ranges).toEqual([{ from: 10, to: 20 }]);
});

test('[STR-15] a jump leaves the older ranges to be checked, from the rev the device was at', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1, 5) });
  await bench.page(newest(18, 20));
  expect(bench.state().ranges).toEqual([
    { from: 1, to: 5, rev: 5 },
    { from: 18, to: 20 },
  ]);
  expect(Object.keys(await bench.messages())).toHaveLength(8);
  await bench.page(older(1, 0, { rows: [], ords: [1, 5] }));
  expect(bench.state().ranges[0]).toEqual({ from: 1, to: 5 });
});

test('[STR-16] a newest page of another history replaces rows, ranges and marks, and nothing else', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [...messages(1, 5), member('eve', 6)] });
  await bench.become({ resetTo: 'e2', own: { delivered: 5, read: 4, toldDelivered: 5, toldRead: 4 } });
  const marks = [{ user: 'bob', delivered: 2, read: 2 }];
  await bench.page(newest(1, 2, { epoch: 'e2', head: build.head(2, { epoch: 'e2', marksRev: 1 }), marks }));
  expect(bench.state()).toMatchObject({
    cursor: { epoch: 'e2', rev: 2, ord: 2 },
    ranges: [{ from: 1, to: 2 }],
    marksRev: 1,
    own: { delivered: 5, read: 4 },
    summary: { last: { ord: 2 } },
  });
  expect(bench.state().resetTo).toBeUndefined();
  expect([Object.keys(await bench.messages()), await bench.rows(), bench.marks()]).toEqual([
    ['1', '2'],
    [],
    { bob: [2, 2] },
  ]);
});

test('[STR-17] any other page of another history is not applied', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1, 3) });
  const before = bench.state();
  await bench.page(older(1, 2, { epoch: 'e2', minOrd: 9 }));
  expect(bench.state()).toBe(before);
  const fresh = await streamBench();
  await fresh.page(older(1, 2));
  expect([fresh.state().cursor, await fresh.messages()]).toEqual([undefined, {}]);
});

test('[STR-17] a newest page older than the cursor changes nothing', async () => {
  const bench = await streamBench();
  await bench.page(newest(18, 20));
  await bench.segments({ rows: [build.message(21, { author: 'bob' })] });
  await bench.page(newest(18, 20, { head: build.head(20) }));
  expect([bench.cursor(), bench.state().ranges]).toEqual([21, [{ from: 18, to: 21 }]]);
});

test('[STR-22] a page settles the ops whose effect it brings', async () => {
  const bench = await streamBench({ pending: [build.id(2), 'rename'] });
  const draft = await bench.page(newest(1, 3, {}, [build.row('conversation', 'c', 4, { op: 'rename', body: {} })]));
  expect([...draft.settled]).toEqual([build.id(2), 'rename']);
});

test('[STR-22] a page with a message as somebody changed it settles its sending, too', async () => {
  const bench = await streamBench({ pending: [build.id(2)] });
  const edited = build.message(2, { rev: 9, op: build.id(500), body: { text: 'edited' } });
  const head = build.head(9, { ord: 2 });
  const draft = await bench.page(build.page({ re: 1, head, ords: [1, 2], rows: [build.message(1), edited] }));
  expect([...draft.settled]).toEqual([build.id(2)]);
});
