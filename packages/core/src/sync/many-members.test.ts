import { build } from '@tidemark/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stored } from '../local-db/storage-adapter.ts';
import { plainMarks } from '../test-support/plain-marks.ts';
import { streamBench } from '../test-support/stream-bench.ts';
import { addMember, type MemberMark, NO_MARKS, raiseMark, removeMember } from './member-marks.ts';
import { createStreamBook } from './stream-book.ts';

const nameOf = (n: number): string => `member${n}`;
const crowd = Array.from({ length: 200 }, (_, n) => ({ user: nameOf(n), delivered: 0, read: 0 }));

/** A conversation of 200 is held, with nothing in it. */
async function crowded() {
  const bench = await streamBench();
  await bench.page(build.page({ re: 1, rows: [], newest: true, head: build.head(1, { ord: 0 }), marks: crowd }));
  const stateRow = async () => (await bench.db.get('streams', [[build.stream, 'state']]))[0] as Stored;
  const restRow = async () => (await bench.db.get('marks', [[build.stream]]))[0] as Stored;
  const readAnew = async () => {
    const book = createStreamBook(bench.db);
    await book.load([build.stream]);
    return plainMarks(book.marks(build.stream));
  };
  return { ...bench, stateRow, restRow, readAnew };
}

test('[STR-44] a message among many writes the marks that rose last, and leaves the others where they are', async () => {
  const { segments, stateRow, restRow, readAnew } = await crowded();
  const rest = await restRow();
  for (let n = 1; n <= 40; n++) {
    const message = build.message(n, { rev: n + 1, author: nameOf(n % 5) });
    const { changes } = await segments({ from: n, rows: [message] });
    expect(changes).toHaveLength(1);
  }
  expect(JSON.stringify(await stateRow()).length).toBeLessThan(2_000);
  expect(await restRow()).toEqual(rest);
  const marks = await readAnew();
  expect([marks['member0'], marks['member4'], marks['member7']]).toEqual([
    [40, 40],
    [39, 39],
    [0, 0],
  ]);
  expect(Object.keys(marks)).toHaveLength(200);
});

test('[STR-44] whoever rises, comes and leaves, another start reads the marks of all', async () => {
  const step = fc.oneof(
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('raise'), n: fc.nat(59), ord: fc.nat(9) }) },
    { weight: 20, arbitrary: fc.record({ kind: fc.constant('add'), n: fc.nat(59), ord: fc.nat(9) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove'), n: fc.nat(59), ord: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'reset', n: 0, ord: 0 }) },
  );
  const commits = fc.array(fc.array(step, { minLength: 20, maxLength: 60 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(commits, async (batches) => {
      const bench = await streamBench();
      const expected = new Map<string, MemberMark>();
      for (const steps of batches) {
        await bench.commit((draft) => {
          const target = draft.stream(build.stream);
          for (const { kind, n, ord } of steps) {
            const user = nameOf(n);
            const [delivered, read] = expected.get(user) ?? [0, 0];
            if (kind === 'raise') {
              target.marks = raiseMark(target.marks, { user, delivered: ord, read: 0 });
              expected.set(user, [Math.max(delivered, ord), read]);
            } else if (kind === 'add') {
              target.marks = addMember(target.marks, user, ord);
              if (!expected.has(user)) expected.set(user, [ord, ord]);
            } else if (kind === 'remove') {
              target.marks = removeMember(target.marks, user);
              expected.delete(user);
            } else {
              target.marks = NO_MARKS;
              expected.clear();
            }
          }
        });
        const book = createStreamBook(bench.db);
        await book.load([build.stream]);
        expect(plainMarks(book.marks(build.stream))).toEqual(Object.fromEntries(expected));
        expect(bench.marks()).toEqual(Object.fromEntries(expected));
      }
    }),
  );
});

test('[STR-44] marks that an earlier release kept all in the state are read, and written as they are now', async () => {
  const { db, stateRow, segments, readAnew } = await crowded();
  const all = Object.fromEntries(crowd.map(({ user }, n) => [user, [n, 0]]));
  const { body, ...row } = await stateRow();
  const { hasRest: _no, ...old } = body as { readonly hasRest?: true };
  await db.commit([{ store: 'streams', put: { ...row, body: { ...old, marks: all } } }]);
  expect(await readAnew()).toEqual(all);
  const book = createStreamBook(db);
  book.take([await stateRow()]);
  expect([book.isLoaded(build.stream), plainMarks(book.marks(build.stream))]).toEqual([true, all]);
  await segments({ from: 1, rows: [build.message(1, { rev: 2, author: 'member3' })] });
  expect((await readAnew())['member3']).toEqual([1, 1]);
});
