import type { JsonObject, Op, OpKind } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeFields } from '../model/merge-fields.ts';
import { coalesce } from './coalesce.ts';

const task = (n: number, kind: OpKind, body?: JsonObject, parts: Partial<Op> = {}): Op =>
  build.op(n, { stream: 'app:ann', collection: 'task', key: 'k', kind, body, ...parts });
const body = (op: Op | undefined) => op && [op.kind, op.body];

// By the kind of the first op and of the second: what goes out instead of both. A dot: both are needed.
const table: Readonly<Record<OpKind, Readonly<Record<OpKind, unknown>>>> = {
  put: { put: ['put', { b: 2 }], patch: ['put', { a: 1, b: 2 }], delete: ['delete', undefined] },
  patch: { put: ['put', { b: 2 }], patch: ['patch', { a: 1, b: 2 }], delete: ['delete', undefined] },
  delete: { put: '.', patch: '.', delete: ['delete', undefined] },
};
const kinds = ['put', 'patch', 'delete'] as const;

test('[WRI-1] two unsent writes of a row become one, or stay two, by their kinds', () => {
  for (const first of kinds) {
    for (const second of kinds) {
      const a = task(1, first, first === 'delete' ? undefined : { a: 1 });
      const b = task(2, second, second === 'delete' ? undefined : { b: 2 });
      expect(body(coalesce(a, b)) ?? '.', `${first} ${second}`).toEqual(table[first][second]);
    }
  }
});

test('[WRI-1] the one goes out under the opId of the first', () => {
  const merged = coalesce(task(1, 'put', { a: 1 }), task(2, 'patch', { a: 2 }));
  expect(merged).toMatchObject({ opId: build.id(1), key: 'k', stream: 'app:ann', collection: 'task' });
});

const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(null, 1, 2, 'x'));
const write = fc.record({ kind: fc.constantFrom(...kinds), fields });
const opOf = (n: number, { kind, fields: made }: { kind: OpKind; fields: JsonObject }): Op =>
  task(n, kind, kind === 'delete' ? undefined : made);

/** What the server makes of a row: a patch of a row that is not there is refused. */
function apply(row: JsonObject | undefined, op: Op): JsonObject | undefined {
  if (op.kind === 'delete') return undefined;
  if (op.kind === 'put') return op.body;
  return row && mergeFields(row, op.body ?? {});
}

test('[WRI-2] the server makes the same row of one op as of both, whatever was there before', () => {
  const row = fc.option(fields, { nil: undefined });
  fc.assert(
    fc.property(row, fc.array(write, { minLength: 2, maxLength: 5 }), (before, writes) => {
      const ops = writes.map((one, i) => opOf(i, one));
      const merged: Op[] = [];
      for (const op of ops) {
        const last = merged.pop();
        const one = last && coalesce(last, op);
        merged.push(...(one ? [one] : last ? [last, op] : [op]));
      }
      expect(merged.reduce(apply, before as JsonObject | undefined)).toEqual(ops.reduce(apply, before));
    }),
  );
});

test('[WRI-3] writes that name the rev they follow are one where it is the same rev, and else never', () => {
  const put = (n: number, baseRev?: number) => task(n, 'put', { n }, baseRev === undefined ? {} : { baseRev });
  expect(coalesce(put(1, 4), put(2, 4))).toMatchObject({ opId: build.id(1), body: { n: 2 }, baseRev: 4 });
  for (const [first, second] of [
    [undefined, 4],
    [4, undefined],
    [4, 5],
  ] as const) {
    expect(coalesce(put(1, first), put(2, second))).toBeUndefined();
  }
});
