import { appStream, conversationStream, type Pull, type StreamId } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { openLocalDb } from '../local-db/local-db.ts';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { createCatchUp } from './catch-up.ts';
import { NO_MARKS } from './member-marks.ts';
import { createStreamBook } from './stream-book.ts';
import { emptyState, type StreamState } from './stream-state.ts';

const many = (count: number) => Array.from({ length: count }, (_, i) => conversationStream(`c${i}`));
const one = build.stream;
const app = appStream('ann');

async function setUp({ backfill = false } = {}) {
  const book = createStreamBook(await openLocalDb(memoryStorage(), () => {}));
  let requests = 0;
  const catchUp = createCatchUp({ book, backfill, pageSize: 50, nextId: () => ++requests });
  const sent: Pull[] = [];
  return {
    book,
    catchUp,
    sent,
    attach: () => catchUp.attach((pulls) => sent.push(...pulls)),
    /** What has been sent since the last call. */
    take: () => sent.splice(0),
    become: (stream: StreamId, parts: Partial<StreamState>) =>
      book.keep({ ...emptyState(stream), ...book.state(stream), ...parts }, NO_MARKS),
  };
}
const at = (rev: number) => ({ cursor: { epoch: 'e1', rev, ord: rev }, ranges: [{ from: 1, to: rev }] });
const headAt = (rev: number, stream = one) => ({ head: build.head(rev, { stream }) });

test('[STR-25] a stream has one request under way, and the next follows its answer', async () => {
  const { catchUp, attach, take, become } = await setUp();
  attach();
  become(one, { ...at(5), ...headAt(9) });
  catchUp.look(one);
  become(one, headAt(12));
  catchUp.look(one);
  const [pull, ...more] = take();
  const want = { kind: 'since', rev: 5, marksRev: 0 };
  expect([pull, more]).toEqual([{ type: 'pull', id: 1, stream: one, epoch: 'e1', want, limit: 2000 }, []]);
  become(one, at(9));
  catchUp.answered(1);
  expect(take()).toMatchObject([{ id: 2, want: { rev: 9 } }]);
  become(one, at(12));
  catchUp.answered(2);
  expect(take()).toEqual([]);
});

test('[STR-25] at most eight requests are under way, the others wait for answers', async () => {
  const { catchUp, attach, take, become } = await setUp();
  attach();
  for (const stream of many(20)) catchUp.hold(stream);
  expect([take().length, catchUp.left('all'), catchUp.left('all', many(20)[15])]).toEqual([8, 20, 1]);
  become(many(1)[0] as StreamId, at(1));
  catchUp.answered(1);
  expect(take().map(({ stream }) => stream)).toEqual([many(9)[8]]);
});

test('[STR-26] an answer that brings nothing on is not asked for again until the next heartbeat', async () => {
  const { catchUp, attach, take, become } = await setUp();
  attach();
  become(one, { ...at(5), ...headAt(9) });
  catchUp.look(one);
  catchUp.answered(1);
  catchUp.look(one);
  expect(take()).toHaveLength(1);
  catchUp.again();
  expect(take()).toMatchObject([{ id: 2, want: { rev: 5 } }]);
  catchUp.answered(2);
  expect(take()).toEqual([]);
});

test('[STR-26] what was answered in full may be asked again at once', async () => {
  const { catchUp, attach, take, become } = await setUp();
  attach();
  become(one, { ...at(5), ...headAt(6) });
  catchUp.look(one);
  become(one, headAt(5));
  catchUp.answered(1);
  become(one, headAt(7));
  catchUp.look(one);
  expect(take().map(({ want }) => want)).toEqual([
    { kind: 'since', rev: 5, marksRev: 0 },
    { kind: 'since', rev: 5, marksRev: 0 },
  ]);
});

test('[STR-26] the newest page of a history that a reset names is asked for at once, without the old epoch', async () => {
  const { catchUp, attach, take, become } = await setUp();
  attach();
  catchUp.hold(one);
  become(one, at(5));
  catchUp.answered(1);
  become(one, { resetTo: 'e2' });
  catchUp.look(one);
  const newest = { kind: 'newest', sinceRev: 0, marksRev: 0 };
  expect(take().map(({ want, epoch }) => [want, epoch])).toEqual([
    [newest, undefined],
    [newest, undefined],
  ]);
});

test('[STR-27] a request that failed waits for the heartbeat, and makes room for others', async () => {
  const { catchUp, attach, take } = await setUp();
  attach();
  for (const stream of many(9)) catchUp.hold(stream);
  take();
  catchUp.failed(1);
  catchUp.look(many(1)[0] as StreamId);
  expect(take().map(({ stream }) => stream)).toEqual([many(9)[8]]);
  for (let re = 2; re <= 9; re++) catchUp.failed(re);
  catchUp.again();
  expect(take()).toHaveLength(8);
});

test('[STR-27] one without an answer from one heartbeat to the next is asked again', async () => {
  const { catchUp, attach, take } = await setUp();
  attach();
  catchUp.hold(one);
  take();
  catchUp.again();
  expect([take(), catchUp.left('all', one)]).toEqual([[], 1]);
  catchUp.again();
  expect(take()).toMatchObject([{ id: 2, stream: one }]);
  // The late answer ends nothing, and the next one does.
  catchUp.answered(1);
  expect(catchUp.left('all', one)).toBe(1);
  catchUp.detach();
  attach();
  take();
  catchUp.again();
  expect(take()).toEqual([]);
});

test('[STR-28] an app’s stream is pulled once a session, so that the server tells of it', async () => {
  const { catchUp, attach, take, become } = await setUp();
  become(app, { cursor: { epoch: 'e1', rev: 5, ord: 0 }, head: build.head(5, { stream: app, ord: 0 }) });
  catchUp.hold(app);
  attach();
  catchUp.answered(1);
  catchUp.look(app);
  expect(take()).toMatchObject([{ stream: app, want: { kind: 'since', rev: 5 } }]);
  catchUp.detach();
  attach();
  expect(take()).toMatchObject([{ stream: app }]);
  catchUp.failed(2);
  catchUp.again();
  expect(take()).toMatchObject([{ stream: app }]);
});

test('[STR-28] a session that ends forgets its requests, and the next asks for what is still missing', async () => {
  const { catchUp, attach, take, become } = await setUp();
  catchUp.hold(one);
  expect(take()).toEqual([]);
  attach();
  catchUp.hold('user:ann');
  expect(take().map(({ stream }) => stream)).toEqual([one, 'user:ann']);
  catchUp.detach();
  expect(catchUp.left('all')).toBe(0);
  catchUp.answered(1);
  become('user:ann', { cursor: { epoch: 'e1', rev: 0, ord: 0 } });
  attach();
  expect(take().map(({ stream }) => stream)).toEqual([one]);
});

test('[STR-29] what is looked at is fetched by the page, history in larger parts, what is in doubt by its width', async () => {
  const state = { ...at(900), minOrd: 301 };
  const { catchUp, attach, take, become } = await setUp();
  attach();
  become(one, { ...state, ranges: [{ from: 301, to: 400, rev: 7 }] });
  catchUp.fill(one, { from: 851, to: 900 });
  expect(take()).toMatchObject([{ want: { kind: 'before', ord: 901 }, limit: 50 }]);
  become(one, {
    ranges: [
      { from: 301, to: 400, rev: 7 },
      { from: 851, to: 900 },
    ],
  });
  catchUp.answered(1);
  expect(take()).toMatchObject([{ want: { kind: 'ords', from: 301, to: 400, sinceRev: 7 }, limit: 100 }]);
  const all = await setUp({ backfill: true });
  all.attach();
  all.become(one, { ...state, ranges: [{ from: 801, to: 900 }] });
  all.catchUp.look(one);
  expect(all.take()).toMatchObject([{ want: { kind: 'before', ord: 801 }, limit: 500 }]);
});

test('[STR-29] a gap looked at anew is fetched at once, although the last request brought nothing', async () => {
  const { catchUp, attach, take, become } = await setUp();
  attach();
  become(one, { ...at(9), ranges: [{ from: 5, to: 9 }] });
  catchUp.fill(one, { from: 1, to: 9 });
  catchUp.answered(1);
  catchUp.fill(one, undefined);
  expect(take()).toHaveLength(1);
  catchUp.fill(one, { from: 2, to: 9 });
  expect(take()).toMatchObject([{ want: { kind: 'before', ord: 5 } }]);
});

test('[STR-29] what says where a stream stands is counted apart from history', async () => {
  const { catchUp, attach, become } = await setUp();
  attach();
  become(one, { ...at(9), ranges: [{ from: 5, to: 9 }] });
  catchUp.fill(one, { from: 1, to: 9 });
  catchUp.hold('user:ann');
  expect([catchUp.left('all'), catchUp.left('essential'), catchUp.left('essential', one)]).toEqual([2, 1, 0]);
  expect([catchUp.isHeld(one), catchUp.isHeld('user:ann'), catchUp.isHeld(app)]).toEqual([true, true, false]);
});

test('[STR-24] of gaps that several look at the newest goes first, and one who looks away leaves the others', async () => {
  const { catchUp, attach, take, become } = await setUp();
  const [a, b] = [{}, {}];
  become(one, {
    ...at(20),
    ranges: [
      { from: 6, to: 9 },
      { from: 13, to: 20 },
    ],
  });
  catchUp.fill(one, { from: 1, to: 5 }, b);
  catchUp.fill(one, { from: 10, to: 12 }, a);
  attach();
  expect(take()).toMatchObject([{ id: 1, want: { kind: 'before', ord: 13 } }]);
  catchUp.fill(one, undefined, a);
  catchUp.answered(1);
  expect(take()).toMatchObject([{ id: 2, want: { kind: 'before', ord: 6 } }]);
});
