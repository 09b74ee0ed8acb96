import { rejects, same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { checkSpec, count, get, keysOf, numbered, puts, row, specWith } from './rows.ts';

export const sharingChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-21] an adapter says of itself what its checks were told',
    async run({ storage, capabilities }) {
      same(storage.capabilities, capabilities, 'capabilities');
    },
  },
  {
    name: '[STO-21] concurrent: each opener reads what the other committed, and guards hold between them',
    needs: 'concurrent',
    async run({ storage, store, place }) {
      const second = place.adapter();
      await second.open(checkSpec);
      await storage.commit(puts(store, [row(['a', 1], { rev: 1, keys: { tag: [['t']] } })]));
      same((await get(second, store, ['a', 1]))?.rev, 1, 'a row of the first opener');
      for (let rev = 1; rev < 6; rev++) {
        const race = [storage, second, storage, second].map((each) =>
          each.commit(puts(store, [row(['a', 1], { rev: rev + 1 })]), [{ store, key: ['a', 1], rev }]),
        );
        same((await Promise.all(race)).filter(Boolean).length, 1, 'commits that were applied');
      }
      same((await get(storage, store, ['a', 1]))?.rev, 6, 'the row after the races');
      same(await count(second, store, 'tag'), 0, 'its entries');
      await storage.close();
      same(await second.commit(numbered(store, 3)), true, 'a commit after the other opener closed');
      await second.close();
    },
  },
  {
    name: '[STO-21] concurrent: a group of reads never shows half of the other opener’s commit',
    needs: 'concurrent',
    async run({ storage, store, place }) {
      const second = place.adapter();
      await second.open(checkSpec);
      const pair = (rev: number) => [...puts(store, [row(['a', 1], { rev })]), ...puts('other', [row(['o'], { rev })])];
      await storage.commit(pair(0));
      const write = async () => {
        for (let rev = 1; rev <= 30; rev++) await storage.commit(pair(rev));
      };
      const look = async () => {
        for (let i = 0; i < 30; i++) {
          const found = (await second.read([{ store, get: [['a', 1]] }, { store: 'other' }])) as { rev: number }[][];
          same(found[0]?.[0]?.rev, found[1]?.[0]?.rev, 'the revs of one group');
        }
      };
      await Promise.all([write(), look()]);
      await second.close();
    },
  },
  {
    name: '[STO-21] concurrent: an index that one opener adds is kept right by the other, which does not know it',
    needs: 'concurrent',
    async run({ storage, store, place }) {
      const carrying = (n: number) => row(['a', n], { keys: { later: [[`x${n}`]] } });
      await storage.commit(puts(store, [carrying(1), carrying(2), carrying(3)]));
      const newer = place.adapter();
      await newer.open(specWith({ indexes: { tag: 1, pair: 2, later: 1 } }));
      same(await count(newer, store, 'later'), 3, 'entries the rows carried');
      await storage.commit([{ store, delete: ['a', 1] }, { store, put: row(['a', 2]) }, ...puts(store, [carrying(4)])]);
      same(
        await keysOf(newer, { store, index: 'later' }),
        [
          ['a', 3],
          ['a', 4],
        ],
        'after commits of the older opener',
      );
      same(await count(newer, store, 'later'), 2, 'entries after commits of the older opener');
      await storage.commit([{ store, clear: true }]);
      same(await count(newer, store, 'later'), 0, 'entries after the older opener cleared');
      await newer.close();
    },
  },
  {
    name: '[STO-21] owner: a second opener is refused with storage/blocked while the first is open',
    needs: 'owner',
    async run({ storage, store, place }) {
      await storage.commit(numbered(store, 2));
      const second = place.adapter();
      await rejects('storage/blocked', () => second.open(checkSpec), 'the second opener');
      same(await count(storage, store), 2, 'rows of the owner');
      await storage.close();
      await second.open(checkSpec);
      same(await count(second, store), 2, 'rows of the next owner');
      await second.close();
    },
  },
];
