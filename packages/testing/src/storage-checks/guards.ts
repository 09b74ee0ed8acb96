import type { Guard } from '@tidemark/core';
import { same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, get, numbered, puts, row } from './rows.ts';

export const guardChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-17] a commit is applied only if every row guarded has the rev named, or is missing where null is named',
    async run({ storage, store }) {
      await storage.commit([...puts(store, [row(['a', 1], { rev: 5 })]), ...puts('other', [row(['o'], { rev: 0 })])]);
      const five: Guard = { store, key: ['a', 1], rev: 5 };
      const cases: readonly (readonly [readonly Guard[], boolean])[] = [
        [[five], true],
        [[{ ...five, rev: 4 }], false],
        [[{ ...five, rev: null }], false],
        [[{ ...five, key: ['a', 2], rev: null }], true],
        [[{ ...five, key: ['a', 2] }], false],
        [[{ store: 'other', key: ['o'], rev: 0 }], true],
        [[{ store: 'other', key: ['o'], rev: null }], false],
        [[five, { store: 'other', key: ['o'], rev: 0 }], true],
        [[five, { store: 'other', key: ['o'], rev: 1 }], false],
        [[{ store: 'other', key: ['o'], rev: 1 }, five], false],
        [[], true],
      ];
      for (const [i, [guards, holds]] of cases.entries()) {
        same(await storage.commit(puts(store, [row(['z', i])]), guards), holds, `case ${i}`);
        same((await get(storage, store, ['z', i])) !== undefined, holds, `the row of case ${i}`);
      }
    },
  },
  {
    name: '[STO-17] guards look at the rows before the changes of their own commit',
    async run({ storage, store }) {
      const absent: Guard = { store, key: ['a', 1], rev: null };
      same(await storage.commit(puts(store, [row(['a', 1], { rev: 2 })]), [absent]), true, 'null, then put');
      const two: Guard = { ...absent, rev: 2 };
      same(await storage.commit([{ store, delete: ['a', 1] }], [two]), true, 'guard, then delete');
      same(await storage.commit(numbered(store, 1), [two]), false, 'the guard after the delete');
      same(await storage.commit([], [absent]), true, 'a guard alone that holds');
      same(await storage.commit([], [two]), false, 'a guard alone that fails');
    },
  },
  {
    name: '[STO-18] of commits that race under one guard exactly one is applied',
    async run({ storage, store }) {
      await storage.commit(puts(store, [row(['lease', 0], { rev: 0 })]));
      for (let rev = 0; rev < 5; rev++) {
        const race = Array.from({ length: 8 }, (_, i) =>
          storage.commit(
            [...puts(store, [row(['lease', 0], { rev: rev + 1 }), row(['won', rev * 8 + i])])],
            [{ store, key: ['lease', 0], rev }],
          ),
        );
        same((await Promise.all(race)).filter(Boolean).length, 1, 'commits that were applied');
      }
      same(await count(storage, store, undefined, ['won']), 5, 'rows of the winners');
    },
  },
];
