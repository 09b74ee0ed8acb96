import { same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, get, keysOf, numbered, puts, range, row } from './rows.ts';

const BODIES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1.5,
  1e308,
  5e-324,
  0.1,
  Number.MAX_SAFE_INTEGER,
  '',
  'text with "quotes", \\, \n, \u0000, é, 中, \u{1f600}, \u2028',
  [],
  {},
  [null, [[]], { a: [{}] }],
  {
    nothing: null,
    yes: true,
    n: 1.25,
    s: 's',
    list: [1, 'two', null, { three: 3 }],
    deep: { deeper: { deepest: [] } },
  },
  { '': 1, 'a b': 2, '\u{1f600}': 3, length: 4, constructor: 5, toString: 6 },
  JSON.parse('{"__proto__": {"x": 1}, "y": 2}'),
];

export const bodyChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-12] a row is read as it was put: key, rev, entries, and a body of any JSON',
    async run({ storage, store }) {
      const keys = { tag: [['t'], [1.5]], pair: [['p', -1]], unknown: [['kept', 'with', 'the row']] };
      const rows = BODIES.map((body, i) => row(['a', i], { rev: i * 1e6, keys: i % 2 ? keys : {}, body }));
      await storage.commit(puts(store, rows));
      same(await range(storage, { store }), rows, 'by range');
      const [found] = await storage.read([{ store, get: rows.map(({ key }) => key) }]);
      same(found, rows, 'by get');
    },
  },
  {
    name: '[STO-12] a body of bytes is read as the same bytes, plain Uint8Array',
    async run({ storage, store }) {
      const every = Uint8Array.from({ length: 256 }, (_, i) => i);
      const rows = [every, new Uint8Array(), every.subarray(10, 20)].map((body, i) => row(['a', i], { body }));
      await storage.commit(puts(store, rows));
      const found = await range(storage, { store });
      same(found, rows, 'the rows');
      for (const { body } of found) same((body as Uint8Array).constructor === Uint8Array, true, 'a plain Uint8Array');
    },
  },
  {
    name: '[STO-12] a row of 1 MB is kept, as JSON and as bytes, and may shrink and grow',
    async run({ storage, store }) {
      const large = row(['a', 1], { body: { text: 'é\u{1f600}x'.repeat(250_000) } });
      const bytes = row(['a', 2], { body: new Uint8Array(1_000_000).fill(7) });
      await storage.commit(puts(store, [large, row(['a', 2]), row(['a', 3])]));
      await storage.commit(puts(store, [bytes]));
      same(await range(storage, { store }), [large, bytes, row(['a', 3])], 'large rows');
      await storage.commit(puts(store, [row(['a', 1])]));
      same(await range(storage, { store }), [row(['a', 1]), bytes, row(['a', 3])], 'after one shrank');
    },
  },
  {
    name: '[STO-12] a commit of 10,000 rows is kept',
    async run({ storage, store }) {
      const changes = numbered(store, 10_000);
      const tagged = changes.map((change, i) =>
        'put' in change ? { store, put: { ...change.put, keys: { tag: [[i % 100]] } } } : change,
      );
      same(await storage.commit(tagged), true, 'the commit');
      same(await count(storage, store), 10_000, 'rows');
      same(await count(storage, store, 'tag', [42]), 100, 'entries');
      same(
        await keysOf(storage, { store, from: ['a', 4998], limit: 3 }),
        [
          ['a', 4998],
          ['a', 4999],
          ['a', 5000],
        ],
        'rows inside',
      );
      same(await keysOf(storage, { store, reverse: true, limit: 1 }), [['a', 9999]], 'the last row');
    },
  },
  {
    name: '[STO-13] what a caller does to its objects later changes nothing that is stored',
    async run({ storage, store }) {
      const body = { list: [1] };
      const bytes = new Uint8Array([1, 2, 3]);
      const key = ['a', 1];
      const committed = storage.commit(puts(store, [row(key, { body }), row(['a', 2], { body: bytes })]));
      await committed;
      body.list.push(2);
      bytes[0] = 9;
      key[1] = 7;
      const first = await range(storage, { store });
      same(
        first.map((found) => [found.key, found.body]),
        [
          [['a', 1], { list: [1] }],
          [['a', 2], new Uint8Array([1, 2, 3])],
        ],
        'rows',
      );
      try {
        const [json, raw] = first.map((found) => found.body) as [typeof body, Uint8Array];
        raw[0] = 9;
        json.list.push(3);
      } catch {
        // Frozen rows are one way to keep the rule.
      }
      same((await get(storage, store, ['a', 1]))?.body, { list: [1] }, 'JSON after a reader wrote to it');
      same(
        (await get(storage, store, ['a', 2]))?.body,
        new Uint8Array([1, 2, 3]),
        'bytes after a reader wrote to them',
      );
    },
  },
];
