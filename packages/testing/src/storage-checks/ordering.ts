import type { Key } from '@tidemark/core';
import { same } from './assert.ts';
import type { CheckDefinition } from './harness.ts';
import { count, get, keysOf, puts, row } from './rows.ts';

/** In their order: numbers by value, then strings by UTF-16 code unit, so an emoji (D83D) comes before U+E000. */
const PARTS = [
  ...[-Number.MAX_VALUE, -1e21, -256, -255, -2.5, -2, -1, -Number.MIN_VALUE, 0, Number.MIN_VALUE, 0.1, 1, 1.5, 2, 10],
  ...[255, 256, 1e15, Number.MAX_SAFE_INTEGER, 1e21, Number.MAX_VALUE],
  ...['', '\u0000', '\u0000\u0000', '\u0000a', '\u0001', '\u0002', ' ', '-1', '0', '1', '10', '2', 'A', 'Z', 'a'],
  ...['a\u0000', 'a\u0000b', 'a\u0001', 'a a', 'aa', 'b', 'z', '\u007f', '\u0080', 'é', '\u07ff', '\u0800', '中'],
  ...['\u{1f600}', '\u{1f600}a', '\u{1f601}', '\u{10ffff}', '\ue000', '\ufb01', '\uffff'],
];

/** A fixed disorder. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const place = (i: number) => (i * 37) % 101;
  return items
    .map((_, i) => i)
    .sort((a, b) => place(a) - place(b))
    .map((i) => items[i] as Item);
}

export const orderingChecks: readonly CheckDefinition[] = [
  {
    name: '[STO-6] keys sort part by part: numbers by value, then strings by UTF-16 code unit',
    async run({ storage, store }) {
      const first = PARTS.map((part): Key => [part, 1]);
      await storage.commit(
        puts(
          store,
          shuffled(first).map((key) => row(key)),
        ),
      );
      same(await keysOf(storage, { store }), first, 'by the first part');
      same(await keysOf(storage, { store, reverse: true }), [...first].reverse(), 'in reverse');
      const second = PARTS.map((part): Key => ['s', part]);
      await storage.commit([
        { store, clear: true },
        ...puts(
          store,
          shuffled(second).map((key) => row(key)),
        ),
      ]);
      same(await keysOf(storage, { store }), second, 'by the second part');
    },
  },
  {
    name: '[STO-6] entries of an index sort as keys do',
    async run({ storage, store }) {
      const rows = PARTS.map((part, i) => row(['r', -i], { keys: { tag: [[part]], pair: [['p', part]] } }));
      await storage.commit(puts(store, shuffled(rows)));
      const expected = rows.map(({ key }) => key);
      same(await keysOf(storage, { store, index: 'tag' }), expected, 'by tag');
      same(await keysOf(storage, { store, index: 'pair', prefix: ['p'] }), expected, 'by pair, within a prefix');
      same(
        await keysOf(storage, { store, index: 'tag', reverse: true }),
        [...expected].reverse(),
        'by tag, in reverse',
      );
    },
  },
  {
    name: '[STO-6] every part is found again by itself and by its place',
    async run({ storage, store }) {
      await storage.commit(
        puts(
          store,
          PARTS.map((part) => row([part, part])),
        ),
      );
      for (const [i, part] of PARTS.entries()) {
        same((await get(storage, store, [part, part]))?.key, [part, part], 'get');
        same(await keysOf(storage, { store, prefix: [part] }), [[part, part]], 'prefix');
        same((await keysOf(storage, { store, from: [part] })).length, PARTS.length - i, `from ${JSON.stringify(part)}`);
        same((await keysOf(storage, { store, to: [part] })).length, i + 1, `to ${JSON.stringify(part)}`);
      }
    },
  },
  {
    name: '[STO-6] 0 and -0 are one key',
    async run({ storage, store }) {
      await storage.commit(puts(store, [row(['a', -0], { keys: { tag: [[-0]] } })]));
      await storage.commit(puts(store, [row(['a', 0], { rev: 2, keys: { tag: [[0]] } })]));
      same(await count(storage, store), 1, 'rows');
      same((await get(storage, store, ['a', -0]))?.rev, 2, 'the row at -0');
      same(await keysOf(storage, { store, index: 'tag', prefix: [-0] }), [['a', 0]], 'the entry at -0');
    },
  },
];
