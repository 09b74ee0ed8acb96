import { expect, test } from 'vitest';
import { COLLECTION_PATTERN, KEY_PATTERN, NAME_PATTERN, UUID7_PATTERN } from './patterns.ts';

const fits = (pattern: RegExp, values: readonly string[]): readonly boolean[] => values.map((v) => pattern.test(v));

test('[PRO-39] a name is 1 to 128 characters of any script, counted as people count', () => {
  const names = ['a', 'Åsa', '林', '👩', 'a/b:c', 'x'.repeat(128), '👩'.repeat(128)];
  expect(fits(NAME_PATTERN, names)).toEqual(names.map(() => true));
});

test('[PRO-39] a name has no separators, control characters or lone surrogates', () => {
  const bad = ['', 'a b', 'a\u00a0b', 'a\u2028', 'a\n', '\u0000', '\u0085', '\ud83d', 'a\udc69', 'x'.repeat(129)];
  expect(fits(NAME_PATTERN, bad)).toEqual(bad.map(() => false));
});

test('[PRO-39] a key is as a name, with room for two of them', () => {
  const longest = `128~${'👩'.repeat(128)}~${'x'.repeat(128)}`;
  expect(fits(KEY_PATTERN, ['a', longest, 'x'.repeat(264)])).not.toContain(false);
  expect(fits(KEY_PATTERN, ['', 'a b', 'a\n', '\ud83d', 'x'.repeat(265)])).not.toContain(true);
});

test('[PRO-39] an op id is a UUIDv7 in canonical lower case', () => {
  const good = '0197a1b2-0000-7000-8000-0000000000a1';
  expect(UUID7_PATTERN.test(good)).toBe(true);
  const bad = [good.toUpperCase(), good.replace('7000', '4000'), good.replace('8000', '0000'), ` ${good}`, `${good}\n`];
  expect(fits(UUID7_PATTERN, bad)).toEqual(bad.map(() => false));
});

test('[PRO-39] a collection begins with a lower-case letter and has at most 64 characters', () => {
  expect(fits(COLLECTION_PATTERN, ['message', 'x', 'com.example.note-2', 'a'.repeat(64)])).not.toContain(false);
  expect(fits(COLLECTION_PATTERN, ['', 'Message', '1x', 'a_b', 'a/b', 'a'.repeat(65), 'a\n'])).not.toContain(true);
});
