import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeFields } from './merge-fields.ts';

test('[WRI-4] fields of a patch replace at the top level, and null removes', () => {
  const body = { a: 1, b: { x: 1 }, c: null };
  expect(mergeFields(body, { a: null, b: { y: 2 }, d: 3 })).toEqual({ b: { y: 2 }, c: null, d: 3 });
  expect(body).toEqual({ a: 1, b: { x: 1 }, c: null });
});

test('[WRI-4] over another patch null stays, since it has still to remove', () => {
  expect(mergeFields({ a: 1, b: 2 }, { a: null, c: 3 }, true)).toEqual({ a: null, b: 2, c: 3 });
});

test('[WRI-4] patches merged first and applied later do what each in turn does', () => {
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(null, 1, 2));
  fc.assert(
    fc.property(fields, fields, fields, (body, one, two) => {
      expect(mergeFields(body, mergeFields(one, two, true))).toEqual(mergeFields(mergeFields(body, one), two));
    }),
  );
});
