import { expect, test } from 'vitest';
import { createRing } from './ring.ts';

test('[DEV-5] a ring keeps the newest, oldest first, however much goes in', () => {
  const ring = createRing<number>(3);
  const seen: (readonly number[])[] = [];
  for (let n = 1; n <= 7; n++) {
    ring.push(n);
    seen.push(ring.items());
  }
  expect(seen).toEqual([[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 6, 7]]);
  ring.clear();
  ring.push(8);
  expect(ring.items()).toEqual([8]);
});
