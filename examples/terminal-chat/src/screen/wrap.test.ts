import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf } from './cells.ts';
import { wrap } from './wrap.ts';

test('text breaks at spaces and at its own line ends', () => {
  expect(wrap('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
  expect(wrap('one\n\ntwo', 10)).toEqual(['one', '', 'two']);
});

test('a word that does not fit is broken, wide letters too', () => {
  expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  expect(wrap('go 日本語日本語', 5)).toEqual(['go', '日本', '語日', '本語']);
});

test('indentation stays', () => {
  expect(wrap('if\n  tide', 10)).toEqual(['if', '  tide']);
});

test('no line is wider than asked, and no letter gets lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 20 }), (text, columns) => {
      const lines = wrap(text, columns);
      for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    }),
  );
});
