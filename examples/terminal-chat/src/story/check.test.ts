import type { Delivery } from '@tidemark/core';
import { expect, test } from 'vitest';
import { check, type Shown } from './check.ts';

const written = ['a1', 'b1', 'a2'].map((id) => ({ id, author: id.startsWith('a') ? 'alice' : 'bob' }));

function shown(
  reader: string,
  ids: readonly string[],
  statuses: readonly Delivery[] = ['sending', 'sent', 'read'],
): Shown {
  const reached = new Map([['a1', new Map(statuses.map((status, i) => [status, i]))]]);
  return { reader, rows: ids.map((id, i) => ({ id, ord: i + 1, body: {} })), reached };
}

const all = ['a1', 'b1', 'a2'];

test('what everybody sees in one order is right', () => {
  expect(check(written, [shown('alice', all), shown('bob', all)])).toEqual({
    lost: 0,
    doubled: 0,
    disordered: 0,
    findings: [],
  });
});

test('a lost, a doubled and an invented message are found', () => {
  expect(check(written, [shown('bob', ['a1', 'b1'])])).toMatchObject({ lost: 1 });
  expect(check(written, [shown('bob', ['a1', 'b1', 'a1', 'a2'])])).toMatchObject({ doubled: 1 });
  expect(check(written, [shown('bob', [...all, 'x9'])])).toMatchObject({ doubled: 1 });
});

test('another order than written, or than somebody else sees, is found', () => {
  expect(check(written, [shown('bob', ['a2', 'b1', 'a1'])])).toMatchObject({ disordered: 1 });
  expect(check(written, [shown('alice', all), shown('bob', ['b1', 'a1', 'a2'])])).toMatchObject({ disordered: 1 });
});

test('ticks that fall, fail or never reach read are found', () => {
  for (const statuses of [
    ['sent', 'sending', 'read'],
    ['sending', 'failed', 'read'],
    ['sending', 'delivered'],
  ] as const)
    expect(check(written, [shown('alice', all, statuses)]).findings).toHaveLength(1);
});
