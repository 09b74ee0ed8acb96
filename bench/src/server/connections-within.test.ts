import { expect, test } from 'vitest';
import { connectionsWithin } from './connections-within.ts';

test('connections are cut down to what a process may open, with some files to spare', () => {
  expect(connectionsWithin(10_000, 20_000)).toBe(10_000);
  expect(connectionsWithin(10_000, 1_024)).toBe(824);
  expect(connectionsWithin(10_000, Number.NaN)).toBe(10_000);
  expect(connectionsWithin(10_000, 100)).toBe(0);
});
