import type { OwnMark } from '@tidemark/protocol';
import { build, createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { stateOf } from '../sync/stream-state.ts';
import { createMarkTeller } from '../sync/tell-marks.ts';
import { streamBench } from '../test-support/stream-bench.ts';
import { markRead } from './mark-read.ts';

const id = build.stream.slice('conversation:'.length);

/** Ann's device, holding five messages of bob's, one of them read. */
async function setUp() {
  const { db, book, segments, become, state } = await streamBench();
  await segments({ rows: [1, 2, 3, 4, 5].map((ord) => build.message(ord, { author: 'bob' })) });
  await become({ own: { delivered: 5, read: 1, toldDelivered: 5, toldRead: 1 } });
  const timers = createFakeTimers();
  const marks = createMarkTeller(book, createFakeRuntime({ timers, seed: 1 }).clock, timers);
  const sent: OwnMark[] = [];
  marks.attach((told) => sent.push(...told), []);
  const read = (ord?: number) => markRead({ db, book, marks }, id, ord);
  return { db, read, sent, own: () => state().own };
}

test('[WRI-5] reading raises the mark, durably before the server is told', async () => {
  const { db, read, sent, own } = await setUp();
  await read(3);
  expect(own()).toEqual({ delivered: 5, read: 3, toldDelivered: 5, toldRead: 1 });
  expect(sent).toEqual([{ stream: build.stream, delivered: 5, read: 3 }]);
  const [row] = await db.get('streams', [[build.stream, 'state']]);
  expect(row && stateOf(row).own.read).toBe(3);
  expect((await db.range({ store: 'streams', index: 'owed' })).map(({ key }) => key[0])).toEqual([build.stream]);
});

test('[WRI-5] without a place everything known is read; past the newest it is the newest', async () => {
  const { read, own } = await setUp();
  await read(99);
  expect(own().read).toBe(5);
  const other = await setUp();
  await other.read();
  expect(other.own().read).toBe(5);
});

test('[WRI-5] the mark never falls, also among calls at once', async () => {
  const { read, own, sent } = await setUp();
  await Promise.all([read(4), read(2), read(3)]);
  expect([own().read, sent.map((mark) => mark.read)]).toEqual([4, [4]]);
});

test('[WRI-5] a conversation of which nothing is known has nothing to read', async () => {
  const { db, book } = await streamBench();
  const timers = createFakeTimers();
  const marks = createMarkTeller(book, createFakeRuntime({ timers, seed: 1 }).clock, timers);
  await markRead({ db, book, marks }, build.id(77), 3);
  expect(await db.range({ store: 'streams' })).toEqual([]);
});

test('[WRI-5] what is no place, or no conversation, is refused', async () => {
  const { read, own } = await setUp();
  for (const ord of [Number.NaN, 2.5, -1, Number.POSITIVE_INFINITY])
    await expect(read(ord)).rejects.toMatchObject({ code: 'write/invalid', details: { path: 'ord' } });
  const { db, book } = await streamBench();
  const marks = createMarkTeller(
    book,
    createFakeRuntime({ timers: createFakeTimers(), seed: 1 }).clock,
    createFakeTimers(),
  );
  const wrong = markRead({ db, book, marks }, 'no crew', 1);
  await expect(wrong).rejects.toMatchObject({ code: 'write/invalid', details: { path: 'conversationId' } });
  expect(own().read).toBe(1);
});
