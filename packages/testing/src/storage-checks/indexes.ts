import { same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, keysOf, puts, row } from './rows.ts';

export const indexChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-10] a row stands in an index once for each of its entries, and not at all without one',
    async run({ storage, store }) {
      await storage.commit(
        puts(store, [
          row(['a', 1], { keys: { tag: [['x'], ['y'], ['x']] } }),
          row(['a', 2], { keys: { tag: [] } }),
          row(['a', 3]),
          row(['a', 4], { keys: { tag: [['y']], pair: [['p', 1]] } }),
        ]),
      );
      const [one, four] = [
        ['a', 1],
        ['a', 4],
      ];
      same(
        await keysOf(storage, { store, index: 'tag' }),
        [one, one, four],
        'by tag; an entry given twice counts once',
      );
      same(await keysOf(storage, { store, index: 'tag', prefix: ['y'] }), [one, four], 'one tag');
      same(await keysOf(storage, { store, index: 'tag', limit: 2, reverse: true }), [four, one], 'with a limit');
      same(await keysOf(storage, { store, index: 'pair' }), [four], 'the other index');
    },
  },
  {
    name: '[STO-10] equal entries stand in the order of the primary keys',
    async run({ storage, store }) {
      const keys = [
        ['a', -1],
        ['a', 2],
        ['a', 10],
        ['a', 'x'],
        ['\u{1f600}', 1],
        ['\ue000', 1],
      ];
      const rows = keys.map((key) => row(key, { keys: { tag: [['same']] } }));
      await storage.commit(puts(store, [...rows].reverse()));
      same(await keysOf(storage, { store, index: 'tag' }), keys, 'equal entries');
      same(await keysOf(storage, { store, index: 'tag', reverse: true }), [...keys].reverse(), 'in reverse');
    },
  },
  {
    name: '[STO-11] a put replaces the entries of the row that was there',
    async run({ storage, store }) {
      const put = (keys: Record<string, string[][]>) => storage.commit(puts(store, [row(['a', 1], { keys })]));
      await put({ tag: [['x'], ['y']], pair: [['p', 'q']] });
      await put({ tag: [['y'], ['z']] });
      same(await count(storage, store, 'tag'), 2, 'entries after a put with others');
      same(await count(storage, store, 'tag', ['x']), 0, 'the old entry');
      same(await count(storage, store, 'pair'), 0, 'the index no longer named');
      await put({});
      same(await keysOf(storage, { store, index: 'tag' }), [], 'entries after a put with none');
      await put({ tag: [['x']] });
      same(await keysOf(storage, { store, index: 'tag' }), [['a', 1]], 'entries after they came back');
    },
  },
  {
    name: '[STO-11] entries go with their rows on delete, deleteRange and clear',
    async run({ storage, store }) {
      const rows = [1, 2, 3, 4, 5, 6].map((n) => row(['a', n], { keys: { tag: [[`t${n}`], ['all']] } }));
      await storage.commit(puts(store, rows));
      await storage.commit([{ store, delete: ['a', 1] }]);
      same(await count(storage, store, 'tag'), 10, 'entries after delete');
      await storage.commit([{ store, deleteRange: { prefix: ['a'], from: ['a', 3], to: ['a', 4] } }]);
      const left = [
        ['a', 2],
        ['a', 5],
        ['a', 6],
      ];
      same(await keysOf(storage, { store, index: 'tag', prefix: ['all'] }), left, 'entries after deleteRange');
      same(await count(storage, store, 'tag'), 6, 'entries after deleteRange');
      await storage.commit([{ store, clear: true }]);
      same(await count(storage, store, 'tag'), 0, 'entries after clear');
      await storage.commit(puts(store, [row(['a', 1])]));
      same(await keysOf(storage, { store, index: 'tag' }), [], 'entries when a row comes back without');
    },
  },
  {
    name: '[STO-11] a row read through an index is the newest, also when its entries stayed',
    async run({ storage, store }) {
      const put = (rev: number) => puts(store, [row(['a', 1], { rev, keys: { tag: [['t']] }, body: { rev } })]);
      await storage.commit(put(1));
      await storage.commit(put(2));
      const [found] = await storage.read([{ store, index: 'tag' }]);
      same(found, [row(['a', 1], { rev: 2, keys: { tag: [['t']] }, body: { rev: 2 } })], 'through the index');
    },
  },
];
