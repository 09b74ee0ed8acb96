import type { Key } from '@tidemark/core';
import { rejects, same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { checkSpec, count, get, keysOf, numbered, puts, row, specWith } from './rows.ts';

export const openingChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-1] what was committed is there after close and open',
    needs: 'reopen',
    async run({ storage, store, place }) {
      await storage.commit([...numbered(store, 300), ...puts(store, [row(['b', 1], { keys: { tag: [['t']] } })])]);
      await storage.close();
      const next = place.adapter();
      await next.open(checkSpec);
      same(await count(next, store), 301, 'rows after reopening');
      same(await keysOf(next, { store, index: 'tag' }), [['b', 1]], 'an index after reopening');
      await next.close();
    },
  },
  {
    name: '[STO-2] opening with more stores and indexes adds them and keeps what exists',
    needs: 'reopen',
    async run({ storage, store, place }) {
      const keys = { tag: [['t']], later: [['x'], ['w']] };
      await storage.commit(puts(store, [row(['a', 1], { keys }), row(['a', 2])]));
      await storage.close();
      const next = place.adapter();
      const wider = specWith({ indexes: { tag: 1, pair: 2, later: 1 } });
      await next.open({ ...wider, stores: [...wider.stores, { name: 'added', keyArity: 1, indexes: {} }] });
      same(await count(next, 'added'), 0, 'rows of the added store');
      same(await count(next, store), 2, 'rows of the store that was there');
      same(await keysOf(next, { store, index: 'tag' }), [['a', 1]], 'the index that was there');
      same(
        await keysOf(next, { store, index: 'later' }),
        [
          ['a', 1],
          ['a', 1],
        ],
        'the entries the rows carried',
      );
      await next.commit([{ store, delete: ['a', 1] }]);
      same(await count(next, store, 'later'), 0, 'the added index after a delete');
      await next.close();
    },
  },
  {
    name: '[STO-2] a store and an index added over many rows begin with all that the rows carried, in order',
    needs: 'reopen',
    async run({ storage, store, place }) {
      const rows = Array.from({ length: 700 }, (_, n) =>
        // Every third row carries nothing, every tenth an entry of another arity, which the index leaves out.
        row(['a', n], { keys: n % 3 === 0 ? {} : { later: n % 10 === 0 ? [['x', n]] : [[-n], ['all']] } }),
      );
      await storage.commit(puts(store, rows));
      await storage.commit([{ store, deleteRange: { prefix: ['a'], from: ['a', 600] } }]);
      await storage.close();
      const next = place.adapter();
      const wider = specWith({ indexes: { tag: 1, pair: 2, later: 1 } });
      await next.open({ ...wider, stores: [...wider.stores, { name: 'added', keyArity: 2, indexes: { later: 1 } }] });
      const carrying = rows.slice(0, 600).flatMap(({ key }, n) => (n % 3 !== 0 && n % 10 !== 0 ? [key] : []));
      same(await keysOf(next, { store, index: 'later', prefix: ['all'] }), carrying, 'rows by their equal entries');
      const numbers = await keysOf(next, { store, index: 'later', to: [0] });
      same(numbers, [...carrying].reverse(), 'rows by their numbers');
      const [moved] = carrying;
      await next.commit([...puts('added', rows.slice(1, 3)), { store, delete: moved as Key }]);
      same(await count(next, store, 'later'), 2 * carrying.length - 2, 'entries after a delete');
      same(await count(next, 'added', 'later'), 4, 'entries of the added store');
      await next.close();
    },
  },
  {
    name: '[STO-2] opening with fewer stores and indexes drops nothing, and keeps the hidden indexes right',
    needs: 'reopen',
    async run({ storage, store, place }) {
      const tagged = (n: number) => row(['a', n], { keys: { tag: [[`t${n}`]] } });
      await storage.commit([...puts(store, [tagged(1), tagged(2)]), ...puts('other', [row(['o'])])]);
      await storage.close();
      const narrow = place.adapter();
      await narrow.open({ name: checkSpec.name, stores: [{ name: store, keyArity: 2, indexes: {} }] });
      await narrow.commit([...puts(store, [row(['a', 1]), tagged(3)]), { store, delete: ['a', 2] }]);
      await rejects('storage/invalid-request', () => narrow.read([{ store, index: 'tag' }]), 'an index not opened');
      await narrow.close();
      const next = place.adapter();
      await next.open(checkSpec);
      same(await keysOf(next, { store, index: 'tag' }), [['a', 3]], 'the index that was not opened');
      same(await count(next, store, 'tag'), 1, 'its count');
      same(await count(next, 'other'), 1, 'the store that was not opened');
      await next.close();
    },
  },
  {
    name: '[STO-3] a store or index that exists with another arity is refused',
    needs: 'reopen',
    async run({ storage, store, place }) {
      await storage.commit(numbered(store, 2));
      await storage.close();
      for (const change of [{ keyArity: 3 }, { indexes: { tag: 2 } }]) {
        await rejects('storage/invalid-request', () => place.adapter().open(specWith(change)), JSON.stringify(change));
      }
      const next = place.adapter();
      await next.open(checkSpec);
      same(await count(next, store), 2, 'rows after the refused openings');
      await next.close();
    },
  },
  {
    name: '[STO-3] a name that is no name, a store defined twice and an open handle are refused',
    async run({ storage, place }) {
      const def = { name: 'x', keyArity: 1, indexes: {} };
      for (const stores of [
        [def, def],
        [{ ...def, name: 'a b' }],
        [{ ...def, keyArity: 0 }],
        [{ ...def, indexes: { '': 1 } }],
      ]) {
        const open = () => place.adapter().open({ name: checkSpec.name, stores });
        await rejects('storage/invalid-request', open, JSON.stringify(stores));
      }
      await rejects('storage/invalid-request', () => storage.open(checkSpec), 'open on an open handle');
    },
  },
  {
    name: '[STO-4] before open and after close every call is refused with storage/closed; a second close does nothing',
    async run({ storage, store, place }) {
      await storage.close();
      await storage.close();
      for (const closed of [storage, place.adapter()]) {
        await rejects('storage/closed', () => closed.read([{ store, get: [['a', 1]] }]), 'read');
        await rejects('storage/closed', () => closed.commit(numbered(store, 1)), 'commit');
        if (closed.usage !== undefined) await rejects('storage/closed', async () => closed.usage?.(), 'usage');
      }
    },
  },
  {
    name: '[STO-4] close waits for what is under way',
    needs: 'reopen',
    async run({ storage, store, place }) {
      const commits = [storage.commit(numbered(store, 200)), storage.commit(numbered(store, 200, 200))];
      await storage.close();
      const done = await Promise.allSettled(commits);
      const next = place.adapter();
      await next.open(checkSpec);
      const kept = done.filter(({ status }) => status === 'fulfilled').length;
      same(await count(next, store), kept * 200, 'rows of the commits that resolved');
      await next.close();
    },
  },
  {
    name: '[STO-5] destroy removes the data for good, open or closed, and leaves a place to begin anew',
    async run({ storage, store, place }) {
      await storage.commit(numbered(store, 5));
      await storage.destroy();
      await rejects('storage/closed', () => storage.read([{ store, get: [['a', 1]] }]), 'read after destroy');
      const next = place.adapter();
      await next.open(checkSpec);
      same(await get(next, store, ['a', 1]), undefined, 'a row after destroy');
      await next.commit(numbered(store, 1));
      await next.close();
      await next.destroy();
      const last = place.adapter();
      await last.open(checkSpec);
      same(await count(last, store), 0, 'rows after a second destroy');
      await last.close();
    },
  },
];
