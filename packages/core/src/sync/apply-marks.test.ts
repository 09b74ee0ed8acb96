import type { Head, Summary } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { streamBench } from '../test-support/stream-bench.ts';
import { applyMarks, applySummary } from './apply-marks.ts';
import { noteHead } from './note-head.ts';

const bob = (delivered: number, read: number) => ({ user: 'bob', delivered, read });

async function held() {
  const bench = await streamBench();
  const member = build.row('member', 'bob', 1, { body: { role: 'member' } });
  const rows = [1, 2, 3].map((ord) => build.message(ord, { rev: ord + 1, author: 'eve' }));
  await bench.segments({ rows: [member, ...rows] });
  const tell = (...frames: Parameters<typeof build.marks>[0][]) =>
    bench.commit((draft) => {
      for (const parts of frames) applyMarks(draft, 'ann', build.marks(parts));
    });
  return { ...bench, tell };
}

test('[STR-19] marks told live rise at once, and count as known when nothing before them is missing', async () => {
  const bench = await held();
  await bench.tell({ from: 0, marks: [bob(2, 1)] }, { from: 1, marks: [bob(3, 3), bob(1, 1)] });
  expect([bench.marks()['bob'], bench.state().marksRev]).toEqual([[3, 3], 3]);
});

test('[STR-19] past a hole they rise too, and the hole stays to be pulled', async () => {
  const bench = await held();
  await bench.tell({ from: 5, marks: [bob(2, 2)] });
  expect([bench.marks()['bob'], bench.state().marksRev]).toEqual([[2, 2], 0]);
  await bench.tell({ from: 0, to: 5, marks: [] });
  await bench.tell({ from: 2, to: 3, marks: [bob(1, 1)] });
  expect([bench.marks()['bob'], bench.state().marksRev]).toEqual([[2, 2], 5]);
});

test('[STR-19] those of another history, or of a stream that is not held, are passed over', async () => {
  const bench = await held();
  await bench.tell({ epoch: 'e2', marks: [bob(2, 2)] });
  expect([bench.marks()['bob'], bench.state().marksRev]).toEqual([[0, 0], 0]);
  const fresh = await streamBench();
  await fresh.commit((draft) => applyMarks(draft, 'ann', build.marks({ marks: [bob(2, 2)] })));
  expect(fresh.marks()).toEqual({});
});

test('[STR-10] those of one who left do not come back: a mark of nobody known is pulled', async () => {
  const bench = await held();
  await bench.segments({ from: 4, to: 5, rows: [build.row('member', 'bob', 5, { body: undefined, deleted: true })] });
  await bench.tell({ from: 0, marks: [bob(3, 3)] });
  expect([bench.marks()['bob'], bench.state().marksRev]).toEqual([undefined, 0]);
});

test('[STR-19] one’s own, from another device, are known to the server', async () => {
  const bench = await held();
  await bench.tell({ marks: [{ user: 'ann', delivered: 3, read: 2 }] });
  expect(bench.state().own).toEqual({ delivered: 3, read: 2, toldDelivered: 3, toldRead: 2 });
});

const summary = (parts: Partial<Summary> = {}): Summary => ({
  ...build.head(9, { ord: 8 }),
  rows: [
    build.row('conversation', 'c', 1, { body: { kind: 'group', title: 'Crew' } }),
    build.message(8, { rev: 9, author: 'bob' }),
  ],
  delivered: 7,
  read: 6,
  ...parts,
});

test('[STR-20] a list entry tells head, own marks, and of a conversation not held what a list shows', async () => {
  const bench = await streamBench();
  await bench.become({ gone: true }); // One left, says one's own stream: the list may be older.
  await bench.commit((draft) => applySummary(draft, 'ann', summary()));
  expect(bench.state()).toMatchObject({
    head: build.head(9, { ord: 8 }),
    own: { delivered: 7, read: 6, toldDelivered: 7, toldRead: 6 },
    summary: { kind: 'group', title: 'Crew', activeAt: build.head(9).at, last: { ord: 8 } },
    ranges: [],
  });
  expect([bench.state().cursor, bench.state().gone]).toEqual([undefined, true]);
  expect(Object.keys(await bench.db.range({ store: 'messages' }))).toEqual([]);
});

test('[STR-41] neither an old list entry nor an old page takes back what was heard of the head', async () => {
  const bench = await streamBench();
  await bench.commit((draft) => applySummary(draft, 'ann', summary()));
  await bench.commit((draft) => applySummary(draft, 'ann', summary({ rev: 4, ord: 3 })));
  expect(bench.state().head).toMatchObject({ rev: 9, ord: 8 });
  await bench.page(build.page({ re: 1, rows: [build.message(7)], head: build.head(7, { ord: 7 }) }));
  expect(bench.state()).toMatchObject({ head: { rev: 9, ord: 8 }, cursor: { rev: 7, ord: 7 } });
});

test('[STR-41] an old hint does not say that a history goes on when another was heard of, an answer does', async () => {
  const bench = await streamBench();
  await bench.page(build.page({ re: 1, rows: [build.message(7)], head: build.head(7, { ord: 7 }) }));
  const hear = (head: Head, isAnswer = false) => bench.commit((draft) => noteHead(draft, head, isAnswer));
  await hear(build.head(3, { epoch: 'e2' }));
  await hear(build.head(8));
  expect(bench.state().head).toMatchObject({ epoch: 'e2', rev: 3 });
  await hear(build.head(8), true);
  expect(bench.state().head).toMatchObject({ epoch: 'e1', rev: 8 });
});

test('[STR-20] own marks told of a history that is lost before its page came are no member’s in the new one', async () => {
  const bench = await streamBench();
  await bench.commit((draft) => applySummary(draft, 'ann', summary()));
  await bench.page(build.page({ re: 1, epoch: 'e2', rows: [] }));
  expect([bench.marks(), bench.state().own.delivered]).toEqual([{}, 7]);
});

test('[STR-20] of a conversation held it changes no rows: those come as contiguous changes', async () => {
  const bench = await held();
  await bench.commit((draft) => applySummary(draft, 'ann', summary()));
  expect(bench.state()).toMatchObject({ head: { rev: 9 }, cursor: { rev: 4 }, summary: { last: { ord: 3 } } });
});
