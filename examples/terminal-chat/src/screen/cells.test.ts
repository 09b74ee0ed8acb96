import { expect, test } from 'vitest';
import { cellsOf, shorten, takeCells } from './cells.ts';

test('wide letters and emoji take two columns, accents none', () => {
  expect(['abc', '日本', 'é', 'e\u0301', '⛵', '👩‍👩‍👧', '🇳🇴', '✓✓', '◷', ''].map(cellsOf)).toEqual([
    3, 4, 1, 1, 2, 2, 2, 2, 1, 0,
  ]);
});

test('a cut never splits a letter from its accents or a family into persons', () => {
  expect(takeCells('日本', 3)).toBe('日');
  expect(takeCells('👩‍👩‍👧x', 1)).toBe('');
  expect(takeCells('e\u0301x', 1)).toBe('e\u0301');
});

test('what is shortened says so', () => {
  expect(shorten('harbour', 7)).toBe('harbour');
  expect(shorten('harbour', 6)).toBe('harbo…');
  expect(shorten('harbour', 0)).toBe('');
});
