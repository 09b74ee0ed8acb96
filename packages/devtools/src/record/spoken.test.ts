import { expect, test } from 'vitest';
import { spokenBytes, spokenMs, spokenWait } from './spoken.ts';

test('[DEV-4] sizes and times are told as people say them', () => {
  expect([0, 999, 1_000, 3_449_000, 250_000_000, 5e12].map(spokenBytes)).toEqual([
    ...['0 B', '999 B', '1.0 kB', '3.4 MB', '250 MB', '5000 GB'],
  ]);
  expect([-5, 340, 1_500, 12_300, 240_000, 7_200_000, 2e8].map(spokenMs)).toEqual([
    ...['0 ms', '340 ms', '1.5 s', '12 s', '4 min', '2 h', '2 d'],
  ]);
  expect([-1, 1, 11_001, 61_000].map(spokenWait)).toEqual(['now', '1 s', '12 s', '1 min']);
});
