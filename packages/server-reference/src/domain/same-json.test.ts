import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@tidemark/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameJson } from './same-json.ts';

const parsed = fc.json({ maxDepth: 3 }).map((text): Json => JSON.parse(text));

test('[PRO-21] values are the same when Node says so, whatever they are', () => {
  fc.assert(
    fc.property(parsed, parsed, (a, b) => isSameJson(a, b) === isDeepStrictEqual(a, b)),
    { numRuns: 500 },
  );
  fc.assert(fc.property(parsed, (a) => isSameJson(a, structuredClone(a))));
});

test('[PRO-21] a field that is there and empty is not one that is missing, and a list is no object', () => {
  expect(isSameJson({ a: null }, { b: null })).toBe(false);
  expect(isSameJson({ toString: 1 }, { a: 1 })).toBe(false);
  expect(isSameJson({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
  expect(isSameJson([1], { 0: 1 })).toBe(false);
  expect(isSameJson([1, 2], [2, 1])).toBe(false);
});
