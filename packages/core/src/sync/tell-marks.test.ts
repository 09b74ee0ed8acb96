import { conversationStream, type OwnMark, type StreamId } from '@tidemark/protocol';
import { build, createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { openLocalDb } from '../local-db/local-db.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { NO_MARKS } from './member-marks.ts';
import { createStreamBook } from './stream-book.ts';
import { emptyState } from './stream-state.ts';
import { createMarkTeller } from './tell-marks.ts';

const one = build.stream;

async function setUp(isPrivate?: (stream: StreamId) => boolean) {
  const timers = createFakeTimers();
  const { clock } = createFakeRuntime({ timers, seed: 1 });
  const book = createStreamBook(await openLocalDb(memoryStorage(), () => {}));
  const teller = createMarkTeller(book, clock, timers, isPrivate);
  const sent: (readonly OwnMark[])[] = [];
  const own = (stream: StreamId, read: number, told: number) => {
    const marks = { delivered: read, read, toldDelivered: told, toldRead: told };
    book.keep({ ...emptyState(stream), own: marks }, NO_MARKS);
    teller.look(stream);
  };
  return {
    timers,
    book,
    teller,
    own,
    attach: (owed: readonly StreamId[] = []) => teller.attach((marks) => sent.push(marks), owed),
    /** The marks told, a frame each, since the last call. */
    frames: () => sent.splice(0),
    /** The reads told, a frame each, since the last call. */
    take: () => sent.splice(0).map((marks) => marks.map(({ read }) => read)),
  };
}

test('[STR-30] marks are told at once, then at most once a second, the newest of each', async () => {
  const { timers, own, attach, take } = await setUp();
  attach();
  own(one, 1, 0);
  expect(take()).toEqual([[1]]);
  for (let read = 2; read <= 9; read++) own(one, read, 0);
  await timers.advance(999);
  expect(take()).toEqual([]);
  await timers.advance(1);
  expect([take(), timers.pendingCount()]).toEqual([[[9]], 0]);
});

test('[STR-30] what the server has confirmed meanwhile is not told', async () => {
  const { timers, own, attach, take } = await setUp();
  attach();
  own(one, 1, 0);
  own('conversation:b', 5, 0);
  own('conversation:b', 5, 5);
  own(one, 1, 1);
  await timers.advance(5000);
  expect(take()).toEqual([[1]]);
});

test('[STR-30] of a history that was lost nothing is told past the end of the new one', async () => {
  const { timers, book, teller, attach, take } = await setUp();
  attach();
  const stand = (ord: number) => {
    const own = { delivered: 5, read: 5, toldDelivered: 2, toldRead: 2 };
    book.keep({ ...emptyState(one), own, cursor: { epoch: 'e2', rev: 1 + ord, ord } }, NO_MARKS);
    teller.look(one);
  };
  stand(2);
  expect([take(), timers.pendingCount()]).toEqual([[], 0]);
  stand(3);
  expect(take()).toEqual([[3]]);
});

test('[STR-31] a frame holds at most 100 marks, the rest follow a second later', async () => {
  const { timers, teller, own, attach, take } = await setUp();
  for (let i = 1; i <= 250; i++) own(conversationStream(`c${i}`), i, 0);
  attach();
  await timers.advance(2000);
  const frames = take();
  expect(frames.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(new Set(frames.flat()).size).toBe(250);
  teller.detach();
});

test('[STR-32] what was told is told again at the heartbeat until it is confirmed', async () => {
  const { timers, teller, own, attach, take } = await setUp();
  attach();
  own(one, 3, 0);
  await timers.advance(5000);
  expect(take()).toEqual([[3]]);
  teller.again();
  expect(take()).toEqual([[3]]);
  own(one, 3, 3);
  await timers.advance(5000);
  teller.again();
  expect([take(), timers.pendingCount()]).toEqual([[], 0]);
});

test('[STR-32] a new session is told what the last one left unconfirmed', async () => {
  const { timers, teller, own, attach, take } = await setUp();
  attach();
  own(one, 3, 0);
  take();
  own('conversation:b', 4, 0);
  teller.detach();
  expect(timers.pendingCount()).toBe(0);
  own('conversation:c', 5, 0);
  await timers.advance(5000);
  expect(take()).toEqual([]);
  attach();
  expect(take().map((reads) => [...reads].sort())).toEqual([[3, 4, 5]]);
});

test('[STR-32] what the database says is owed is told in the first session', async () => {
  const { book, attach, take } = await setUp();
  book.keep({ ...emptyState(one), own: { delivered: 2, read: 2, toldDelivered: 2, toldRead: 1 } }, NO_MARKS);
  attach([one, 'conversation:b']);
  expect(take()).toEqual([[2]]);
});

test('[RCP-3] what is read privately is told as delivered to all, and as read in private', async () => {
  const { timers, own, attach, frames } = await setUp((stream) => stream === one);
  attach();
  own(one, 3, 0);
  await timers.advance(1000);
  own(one, 3, 3);
  own('conversation:b', 4, 0);
  await timers.advance(1000);
  expect(frames()).toEqual([
    [
      { stream: one, delivered: 3 },
      { stream: one, read: 3, private: true },
    ],
    [{ stream: 'conversation:b', delivered: 4, read: 4 }],
  ]);
});

test('[RCP-3, STR-31] a frame holds at most 100 marks, private ones too', async () => {
  const { timers, own, attach, frames } = await setUp(() => true);
  for (let i = 1; i <= 75; i++) own(conversationStream(`c${i}`), i, 0);
  attach();
  await timers.advance(2000);
  expect(frames().map(({ length }) => length)).toEqual([100, 50]);
});
