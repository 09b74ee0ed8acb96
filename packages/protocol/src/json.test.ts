import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodySchema, isJson, jsonObjectSchema } from './json.ts';
import { MAX_BODY_DEPTH } from './limits.ts';

const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`);

test('[PRO-38] a body is an object: no array, null, text or number', () => {
  for (const schema of [bodySchema, jsonObjectSchema]) {
    expect(schema.safeParse({}).success).toBe(true);
    for (const other of [[], null, 'text', 7, true, undefined]) expect(schema.safeParse(other).success).toBe(false);
  }
});

test('[PRO-38] a body nests 64 levels and no more, itself included', () => {
  expect(jsonObjectSchema.safeParse(nested(MAX_BODY_DEPTH)).success).toBe(true);
  expect(jsonObjectSchema.safeParse(nested(MAX_BODY_DEPTH + 1)).success).toBe(false);
  expect(jsonObjectSchema.safeParse(nested(100_000)).success).toBe(false);
});

test('[PRO-38] whatever JSON can carry is JSON, and nothing else is', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => isJson(value)));
  for (const other of [undefined, Number.NaN, Infinity, 1n, Symbol('x'), () => 1, { a: undefined }, [[Number.NaN]]])
    expect(isJson(other)).toBe(false);
});
