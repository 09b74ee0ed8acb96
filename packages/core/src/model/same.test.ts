import { expect, test } from 'vitest';
import { kept, same } from './same.ts';

test('[OBS-8] what holds the same JSON, or the same bytes, is the same, whatever the order of fields', () => {
  const value = () => ({ a: [1, { b: null }], bytes: new Uint8Array([1, 2]), text: 'x' });
  const { text, ...rest } = value();
  expect(same(value(), { text, ...rest })).toBe(true);
  const others = [
    { ...value(), text: 'y' },
    { ...value(), more: 1 },
    { ...value(), a: [1, { b: 0 }] },
    { ...value(), a: [1] },
    { ...value(), a: { 0: 1, 1: { b: null } } },
    { ...value(), bytes: new Uint8Array([1, 3]) },
    rest,
    null,
    'x',
  ];
  expect(others.filter((other) => same(value(), other) || same(other, value()))).toEqual([]);
});

test('[VIE-2] below the depth asked for only the same object is the same; what is kept is the object of before', () => {
  const inner = { b: 1 };
  expect([same({ inner }, { inner }, 1), same({ inner }, { inner: { b: 1 } }, 1)]).toEqual([true, false]);
  expect(same({ inner }, { inner: { b: 1 } }, 2)).toBe(true);
  const before = { inner };
  expect(kept(before, { inner }, 1)).toBe(before);
  const next = { inner: { b: 1 } };
  expect(kept(before, next, 1)).toBe(next);
  expect([Object.isFrozen(next), kept(undefined, next)]).toEqual([true, next]);
});
