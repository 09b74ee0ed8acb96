import type { Change, Guard, Read } from '@tidemark/core';
import { rejects, same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, numbered, row } from './rows.ts';

// What a caller without types might send.
const wrong = <Request>(request: unknown): Request => request as Request;

export const requestChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-19] a read that breaks the contract is refused with storage/invalid-request',
    async run({ storage, store }) {
      const reads: Read[] = [
        { store: 'nowhere' },
        { store, index: 'nowhere' },
        { store, index: 'toString' },
        { store, index: 'nowhere', count: true },
        { store, get: [['a']] },
        { store, get: [['a', 1, 2]] },
        { store, get: [['a', Number.NaN]] },
        { store, prefix: ['a', 1, 2] },
        { store, index: 'tag', prefix: ['a', 1] },
        { store, from: ['a', Number.POSITIVE_INFINITY] },
        { store, to: wrong(['a', null]) },
        { store, prefix: wrong('a') },
        { store, limit: -1 },
        { store, limit: 1.5 },
        { store, limit: Number.NaN },
      ];
      for (const read of reads) {
        await rejects('storage/invalid-request', () => storage.read([{ store }, read]), JSON.stringify(read));
      }
    },
  },
  {
    name: '[STO-19] a commit that breaks the contract is refused with storage/invalid-request, and nothing of it is kept',
    async run({ storage, store }) {
      await storage.commit(numbered(store, 3));
      const changes: Change[] = [
        { store: 'nowhere', clear: true },
        { store, put: row(['a']) },
        { store, put: row(['a', 1, 2]) },
        { store, put: row(['a', Number.NaN]) },
        { store, put: row(wrong(['a', true])) },
        { store, put: row(['a', 1], { rev: 1.5 }) },
        { store, put: row(['a', 1], { body: undefined }) },
        { store, put: row(['a', 1], { keys: { tag: [['x', 'y']] } }) },
        { store, put: row(['a', 1], { keys: { tag: [[Number.NEGATIVE_INFINITY]] } }) },
        { store, delete: ['a'] },
        { store, deleteRange: { prefix: ['a', 1, 2] } },
        { store, deleteRange: wrong({ from: ['a', 1] }) },
        wrong({ store }),
      ];
      for (const change of changes) {
        const commit = () => storage.commit([{ store, clear: true }, change]);
        await rejects('storage/invalid-request', commit, JSON.stringify(change));
      }
      const guards: Guard[] = [
        { store: 'nowhere', key: ['a', 1], rev: null },
        { store, key: ['a'], rev: null },
        { store, key: ['a', 1], rev: Number.NaN },
      ];
      for (const guard of guards) {
        const commit = () => storage.commit([{ store, clear: true }], [guard]);
        await rejects('storage/invalid-request', commit, JSON.stringify(guard));
      }
      same(await count(storage, store), 3, 'rows after what was refused');
    },
  },
  {
    name: '[STO-20] usage, where it is told, is a number of bytes',
    async run({ storage, store }) {
      if (storage.usage === undefined) return;
      await storage.commit(numbered(store, 1000));
      const { bytes } = await storage.usage();
      same(Number.isFinite(bytes) && bytes > 0, true, `bytes in use (${bytes})`);
    },
  },
];
