import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { plainMarks } from '../test-support/plain-marks.ts';
import { streamBench } from '../test-support/stream-bench.ts';
import { createDraft } from './draft.ts';
import { NO_MARKS, raiseMark } from './member-marks.ts';
import { createStreamBook } from './stream-book.ts';

test('[STR-23] a draft writes the rows of states and marks that changed, last, and no others', async () => {
  const { book } = await streamBench();
  await book.load(['user:ann', build.stream, 'app:ann']);
  const draft = createDraft(book, 'ann');
  draft.changes.push({ store: 'meta', delete: ['x'] });
  draft.stream('user:ann');
  draft.stream(build.stream).state.minOrd = 3;
  draft.stream('app:ann').marks = raiseMark(NO_MARKS, { user: 'bob', delivered: 1, read: 1 });
  expect(draft.finish().map((change) => ('put' in change ? change.put.key : change.store))).toEqual([
    'meta',
    [build.stream, 'state'],
    ['app:ann', 'state'],
  ]);
});

test('[STR-23] a draft is seen by nobody until its commit is done, then by those who follow the stream', async () => {
  const { book } = await streamBench();
  await book.load(['user:ann', build.stream]);
  const told: string[] = [];
  book.subscribe(build.stream, () => told.push('one'));
  book.subscribeAny((stream) => told.push(stream));
  const draft = createDraft(book, 'ann');
  draft.stream('user:ann');
  draft.stream(build.stream).state.minOrd = 3;
  expect([book.state(build.stream).minOrd, told]).toEqual([1, []]);
  draft.keep();
  expect([book.state(build.stream).minOrd, told]).toEqual([3, ['one', build.stream]]);
});

test('[STR-23] what was kept is what another start reads', async () => {
  const bench = await streamBench();
  await bench.segments({ rows: [build.message(1), build.row('member', 'bob', 2, { body: { role: 'member' } })] });
  const book = createStreamBook(bench.db);
  expect(book.isLoaded(build.stream)).toBe(false);
  await book.load([build.stream]);
  expect([book.state(build.stream), plainMarks(book.marks(build.stream))]).toEqual([
    JSON.parse(JSON.stringify(bench.state())),
    bench.marks(),
  ]);
});

test('[STR-23] a commit that ends while a stream is read is not undone by the read', async () => {
  const { db, book } = await streamBench();
  const late = createStreamBook(db);
  const loading = late.load([build.stream]);
  late.keep({ ...book.state(build.stream), minOrd: 7 }, NO_MARKS);
  await loading;
  expect(late.state(build.stream).minOrd).toBe(7);
});

test('[STR-23] work on states runs one after another, also past one that fails', async () => {
  const { book } = await streamBench();
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await book.load([build.stream]);
    order.push(`${name} ends`);
    if (name === 'a') throw new Error('mine');
  };
  const outcomes = await Promise.allSettled([book.exclusive(work('a')), book.exclusive(work('b'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});
