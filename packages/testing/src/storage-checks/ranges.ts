import type { Key, RangeRead } from '@tidemark/core';
import { same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, keysOf, puts, row } from './rows.ts';

const STREAMS = ['a', 'aa', 'b', 'c'];
/** a1 … a9, aa1 … aa9, b1 … b9, c1 … c9. */
const KEYS = STREAMS.flatMap((stream) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n): Key => [stream, n]));
/** The same order through the index `pair`, against the order of the primary keys. */
const ROWS = KEYS.map(([stream, n], i) => row(['r', -i], { keys: { pair: [[stream as string, n as number]] } }));

type Range = Omit<RangeRead, 'store' | 'index'>;

const RANGES: readonly (readonly [Range, string])[] = [
  [{}, 'a1-a9 aa1-aa9 b1-b9 c1-c9'],
  [{ prefix: [] }, 'a1-a9 aa1-aa9 b1-b9 c1-c9'],
  [{ prefix: ['a'] }, 'a1-a9'],
  [{ prefix: ['b', 3] }, 'b3-b3'],
  [{ prefix: ['nobody'] }, ''],
  [{ from: ['b', 8] }, 'b8-b9 c1-c9'],
  [{ to: ['a', 2] }, 'a1-a2'],
  [{ from: ['aa', 8], to: ['b', 2] }, 'aa8-aa9 b1-b2'],
  [{ from: ['aa'], to: ['b'] }, 'aa1-aa9 b1-b9'],
  [{ from: ['a'], to: ['a'] }, 'a1-a9'],
  [{ from: ['a', 2.5], to: ['a', 4.5] }, 'a3-a4'],
  [{ from: [], to: ['a', 1] }, 'a1-a1'],
  [{ from: ['c', 9], to: [] }, 'c9-c9'],
  [{ from: ['b', 3], to: ['b', 1] }, ''],
  [{ prefix: ['b'], from: ['b', 4] }, 'b4-b9'],
  [{ prefix: ['b'], from: ['b', 4], to: ['b', 6] }, 'b4-b6'],
  [{ prefix: ['b'], from: ['a', 5], to: ['c', 5] }, 'b1-b9'],
  [{ prefix: ['b'], to: ['a', 5] }, ''],
  [{ prefix: ['b'], from: ['c'] }, ''],
  [{ prefix: ['b'], to: ['b'] }, 'b1-b9'],
];

/** `a2-a4 b1-b1` as keys. */
function keysIn(notation: string): Key[] {
  const spans = notation.split(' ').map((span) => /^([a-z]+)(\d)-\1(\d)$/.exec(span));
  return KEYS.filter(([stream, n]) =>
    spans.some(
      (span) => span !== null && stream === span[1] && Number(n) >= Number(span[2]) && Number(n) <= Number(span[3]),
    ),
  );
}

export const rangeChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-7] prefix, from and to bound a range, each inclusive of all it begins, in both directions',
    async run({ storage, store }) {
      await storage.commit(
        puts(
          store,
          KEYS.map((key) => row(key)),
        ),
      );
      for (const [bounds, notation] of RANGES) {
        const expected = keysIn(notation);
        const what = JSON.stringify(bounds);
        same(await keysOf(storage, { store, ...bounds }), expected, what);
        same(await keysOf(storage, { store, ...bounds, reverse: true }), expected.reverse(), `${what} in reverse`);
      }
    },
  },
  {
    name: '[STO-7] the same bounds hold through an index',
    async run({ storage, store }) {
      await storage.commit(puts(store, ROWS));
      for (const [bounds, notation] of RANGES) {
        const expected = keysIn(notation).map((key): Key => ['r', -KEYS.indexOf(key)]);
        const what = JSON.stringify(bounds);
        same(await keysOf(storage, { store, index: 'pair', ...bounds }), expected, what);
        same(
          await keysOf(storage, { store, index: 'pair', ...bounds, reverse: true }),
          expected.reverse(),
          `${what} in reverse`,
        );
      }
    },
  },
  {
    name: '[STO-8] a limit of nothing, some, exactly all and more than all gives the first of the direction',
    async run({ storage, store }) {
      await storage.commit(puts(store, [...KEYS.map((key) => row(key)), ...ROWS]));
      for (const index of [undefined, 'pair']) {
        const all = await keysOf(storage, { store, index, prefix: ['b'] });
        same(all.length, 9, 'rows without a limit');
        for (const limit of [0, 1, 8, 9, 10, 1e9]) {
          const read = { store, index, prefix: ['b'], limit };
          same(await keysOf(storage, read), all.slice(0, limit), `limit ${limit}`);
          same(
            await keysOf(storage, { ...read, reverse: true }),
            [...all].reverse().slice(0, limit),
            `limit ${limit} in reverse`,
          );
        }
      }
    },
  },
  {
    name: '[STO-9] a count is the number of rows, or of entries, that a range with this prefix has',
    async run({ storage, store }) {
      same(await count(storage, store), 0, 'an empty store');
      const twice = row(['z', 1], {
        keys: {
          pair: [
            ['a', 1],
            ['a', 2],
          ],
        },
      });
      await storage.commit(puts(store, [...KEYS.map((key) => row(key)), ...ROWS, twice]));
      same(await count(storage, store), 73, 'rows');
      same(await count(storage, store, undefined, ['a']), 9, 'rows of a prefix');
      same(await count(storage, store, undefined, ['a', 1]), 1, 'rows of a whole key');
      same(await count(storage, store, undefined, ['q']), 0, 'rows of a prefix that nothing has');
      same(await count(storage, store, 'pair', ['a']), 11, 'entries of a prefix');
      same(await count(storage, store, 'tag'), 0, 'entries of an empty index');
    },
  },
];
