import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('a file alone is enough', () => {
  expect(readOptions(['a.jsonl'])).toMatchObject({ file: 'a.jsonl', clients: 4, cuts: 0, seed: '1', minutes: 10 });
});

test('what does not fit is refused by name', () => {
  expect(() => readOptions([])).toThrow(/Name one corpus file/);
  expect(() => readOptions(['a', 'b'])).toThrow(/Name one corpus file/);
  expect(() => readOptions(['a', '--cuts', '-1'])).toThrow(/--cuts/);
  expect(() => readOptions(['a', '--limit', '0'])).toThrow('--limit must be a whole number of 1 or more, found "0".');
  expect(() => readOptions(['a', '--clients', 'x'])).toThrow(/--clients must be/);
  expect(() => readOptions(['a', '--whole', '--one-way'])).toThrow(/--whole is for everybody/);
});
