import type { Change, Key } from '@tidemark/core';
import { rejects, same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, get, keysOf, numbered, puts, range, row } from './rows.ts';

export const commitChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-14] a get answers in the order asked, with undefined for what is missing',
    async run({ storage, store }) {
      await storage.commit(numbered(store, 150));
      const [found] = await storage.read([
        {
          store,
          get: [
            ['a', 140],
            ['a', 999],
            ['a', 3],
            ['b', 3],
            ['a', 3],
          ],
        },
      ]);
      const keys = (found as ({ key: Key } | undefined)[]).map((each) => each?.key);
      same(keys, [['a', 140], undefined, ['a', 3], undefined, ['a', 3]], 'get');
      same(await storage.read([{ store, get: [] }]), [[]], 'a get of nothing');
      same(await storage.read([]), [], 'no requests');
    },
  },
  {
    name: '[STO-14] a group of reads is answered in order from one snapshot, whatever is committed meanwhile',
    async run({ storage, store }) {
      const both = (rev: number): Change[] => [
        ...puts(store, [row(['a', 1], { rev }), row(['z', 1], { rev })]),
        ...puts('other', [row(['o'], { rev })]),
      ];
      await storage.commit(both(0));
      const under = Array.from({ length: 40 }, async (_, i) => {
        if (i % 2 === 0) return storage.commit(both(i));
        const answers = await storage.read([
          { store, get: [['a', 1]] },
          { store: 'other' },
          { store, prefix: ['z'] },
          {
            store,
            get: [
              ['z', 1],
              ['a', 1],
            ],
          },
        ]);
        const revs = (answers as { rev: number }[][]).flat().map(({ rev }) => rev);
        same(new Set(revs).size, 1, `the revs ${revs} of one group`);
        return true;
      });
      same(
        (await Promise.all(under)).every((each) => each === true),
        true,
        'everything resolved true',
      );
      same((await get(storage, store, ['a', 1]))?.rev, 38, 'commits are applied in the order they were made');
    },
  },
  {
    name: '[STO-14] a read that starts after a commit resolved sees it, also when calls are in flight',
    async run({ storage, store }) {
      const write = async (n: number) => {
        await storage.commit(puts(store, [row(['a', n])]));
        same((await get(storage, store, ['a', n]))?.key, ['a', n], 'the row just committed');
      };
      await Promise.all(Array.from({ length: 50 }, (_, n) => write(n)));
      same(await count(storage, store), 50, 'rows');
    },
  },
  {
    name: '[STO-15] the changes of one commit are applied in order',
    async run({ storage, store }) {
      const put = (rev: number): Change => ({ store, put: row(['a', 1], { rev, keys: { tag: [[rev]] } }) });
      const gone: Change = { store, delete: ['a', 1] };
      const range: Change = { store, deleteRange: { prefix: ['a'] } };
      const clear: Change = { store, clear: true };
      const cases: readonly (readonly [readonly Change[], number | undefined])[] = [
        [[put(1), put(2)], 2],
        [[put(1), gone], undefined],
        [[put(1), gone, put(3)], 3],
        [[gone, put(4)], 4],
        [[range, put(5)], 5],
        [[put(6), range], undefined],
        [[put(7), clear, put(8)], 8],
        [[put(9), clear], undefined],
      ];
      for (const [i, [changes, rev]] of cases.entries()) {
        await storage.commit(changes);
        same((await get(storage, store, ['a', 1]))?.rev, rev, `case ${i}`);
        same(await count(storage, store, 'tag'), rev === undefined ? 0 : 1, `entries of case ${i}`);
      }
    },
  },
  {
    name: '[STO-15] deleteRange takes what a range read would give, and clear takes one store',
    async run({ storage, store }) {
      const keys = ['a', 'aa', 'b'].flatMap((s) => [1, 2, 3, 4, 5].map((n): Key => [s, n]));
      const ranges = [
        { prefix: ['a'] },
        { prefix: ['a', 3] },
        { prefix: ['a'], from: ['a', 2], to: ['a', 4] },
        { prefix: ['b'], from: ['b', 4] },
        { prefix: [], to: ['aa'] },
        { prefix: ['q'] },
        { prefix: ['b'], from: ['b', 4], to: ['b', 2] },
        { prefix: [] },
      ];
      await storage.commit(puts('other', [row(['o'])]));
      for (const deleteRange of ranges) {
        await storage.commit([
          { store, clear: true },
          ...puts(
            store,
            keys.map((key) => row(key)),
          ),
        ]);
        const taken = (await keysOf(storage, { store, ...deleteRange })).map((key) => key.join());
        await storage.commit([{ store, deleteRange }]);
        const left = keys.filter((key) => !taken.includes(key.join()));
        same(await keysOf(storage, { store }), left, JSON.stringify(deleteRange));
      }
      same(await count(storage, 'other'), 1, 'the other store');
    },
  },
  {
    name: '[STO-15] a range cut out of many rows leaves its neighbours in place',
    async run({ storage, store }) {
      await storage.commit(numbered(store, 1000));
      await storage.commit([
        { store, deleteRange: { prefix: ['a'], from: ['a', 150], to: ['a', 849] } },
        ...puts(store, [row(['a', 500.5]), row(['a', 149], { rev: 2 })]),
      ]);
      const around = await range(storage, { store, from: ['a', 148], to: ['a', 851] });
      const found = around.map(({ key, rev }) => [key[1], rev]);
      same(
        found,
        [
          [148, 1],
          [149, 2],
          [500.5, 1],
          [850, 1],
          [851, 1],
        ],
        'the rows about the cut',
      );
      same(await count(storage, store), 301, 'rows');
    },
  },
  {
    name: '[STO-15] deleting what is not there, and a commit of nothing, resolve true',
    async run({ storage, store }) {
      same(await storage.commit([{ store, delete: ['a', 1] }]), true, 'a delete of nothing');
      same(
        await storage.commit([
          { store, clear: true },
          { store, deleteRange: { prefix: [] } },
        ]),
        true,
        'of no rows',
      );
      same(await storage.commit([]), true, 'no changes');
      same(await storage.commit(numbered(store, 3), [], 'strict'), true, 'a strict commit');
      same(await storage.commit([], [], 'strict'), true, 'a strict commit of nothing');
      same(await count(storage, store), 3, 'rows');
    },
  },
  {
    name: '[STO-16] a commit that is refused leaves nothing behind, in no store and no index',
    async run({ storage, store }) {
      const kept = row(['a', 1], { keys: { tag: [['t']] } });
      await storage.commit([...puts(store, [kept]), ...puts('other', [row(['o'])])]);
      const changes: Change[] = [
        { store, put: row(['a', 2], { keys: { tag: [['u']] } }) },
        { store: 'other', clear: true },
        { store, delete: ['a', 1] },
      ];
      const bad: Change = { store, put: row(['a']) };
      await rejects('storage/invalid-request', () => storage.commit([...changes, bad]), 'a bad change at the end');
      same(await storage.commit(changes, [{ store, key: ['a', 9], rev: 1 }]), false, 'a guard that fails');
      same(await range(storage, { store }), [kept], 'the rows');
      same(await keysOf(storage, { store, index: 'tag' }), [['a', 1]], 'the index');
      same(await count(storage, 'other'), 1, 'the other store');
    },
  },
];
