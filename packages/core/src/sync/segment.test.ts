import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { streamBench } from '../test-support/stream-bench.ts';

const messages = (...ords: number[]) => ords.map((ord) => build.message(ord, { author: 'bob' }));

test('[STR-4] changes that continue the cursor are applied', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1, 2) }, { rows: messages(3) });
  expect(bench.state()).toMatchObject({ cursor: { epoch: 'e1', rev: 3, ord: 3 }, ranges: [{ from: 1, to: 3 }] });
  expect(await bench.messages()).toEqual({ 1: 'message 1', 2: 'message 2', 3: 'message 3' });
});

test('[STR-4] changes past a hole wait, and are joined when it is filled', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1) });
  await bench.segments({ rows: messages(4) });
  await bench.segments({ rows: messages(3) });
  expect([bench.cursor(), await bench.messages()]).toEqual([1, { 1: 'message 1' }]);
  await bench.segments({ rows: messages(2) });
  expect([bench.cursor(), Object.keys(await bench.messages())]).toEqual([4, ['1', '2', '3', '4']]);
});

test('[STR-4] of changes known in part the rest is applied, of those known wholly nothing', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1, 2) });
  const old = build.message(2, { body: { text: 'older' } });
  await bench.segments({ from: 1, to: 3, rows: [old, ...messages(3)] }, { from: 0, to: 2, rows: [old] });
  expect([bench.cursor(), (await bench.messages())[2]]).toEqual([3, 'message 2']);
});

test('[STR-4] changes without rows move the cursor', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1) }, { from: 1, to: 5 });
  expect(bench.state().cursor).toEqual({ epoch: 'e1', rev: 5, ord: 1 });
});

test('[STR-5] changes of another history are never applied', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1) }, { epoch: 'e2', from: 1, to: 2, rows: messages(2) });
  await bench.segments({ from: 1, to: 2, epoch: 'e2', rows: messages(2) }, { from: 0, to: 9, epoch: 'e0' });
  expect([bench.state().cursor, bench.parking.take(build.stream)]).toEqual([{ epoch: 'e1', rev: 1, ord: 1 }, []]);
});

test('[STR-5] those of the history that a reset named wait for its page', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1) });
  await bench.become({ resetTo: 'e2' });
  await bench.segments({ epoch: 'e2', from: 7, to: 8, rows: [build.message(3, { rev: 8 })] });
  expect(bench.state().cursor?.epoch).toBe('e1');
  const head = build.head(7, { epoch: 'e2', ord: 2 });
  await bench.page(build.page({ re: 1, epoch: 'e2', head, ords: [2, 2], rows: [build.message(2, { rev: 7 })] }));
  await bench.segments();
  await bench.segments({ epoch: 'e2', from: 8, to: 9 });
  expect(bench.state().cursor).toEqual({ epoch: 'e2', rev: 9, ord: 3 });
});

test('[STR-6] a stream never fetched begins with the changes that begin it, and waits for a page otherwise', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(3) });
  expect(bench.state().cursor).toBeUndefined();
  await bench.segments({ from: 0, to: 2, rows: messages(1, 2) });
  expect(bench.state().cursor).toEqual({ epoch: 'e1', rev: 3, ord: 3 });
});

test('[STR-8] what fills a hole is not dropped for all that waits behind it', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: messages(1) });
  const rows = (first: number, count: number) => messages(...Array.from({ length: count }, (_, i) => first + i));
  await bench.segments({ rows: rows(3000, 9000) });
  await bench.segments({ rows: rows(2, 2000) });
  expect(bench.cursor()).toBe(2001);
});

test('[STR-8] at most 10,000 rows wait for a stream, more only where one frame alone has them', async () => {
  const { parking } = await streamBench();
  const rows = (first: number, count: number) => messages(...Array.from({ length: count }, (_, i) => first + i));
  const segment = (first: number, count: number) => ({
    epoch: 'e1',
    from: first - 1,
    to: first + count - 1,
    rows: rows(first, count),
  });
  parking.park(build.stream, segment(10, 9000));
  parking.park(build.stream, segment(20_000, 1001));
  parking.park(build.stream, segment(20_000, 1000));
  expect(parking.take(build.stream).map((one) => one.rows.length)).toEqual([9000, 1000]);
  parking.park(build.stream, segment(10, 10_001));
  expect(parking.take(build.stream)).toHaveLength(1);
  parking.park(build.stream, segment(10, 1));
  parking.clear();
  expect(parking.take(build.stream)).toEqual([]);
});
