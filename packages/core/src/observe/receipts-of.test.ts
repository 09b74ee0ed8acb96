import { expect, test } from 'vitest';
import { NO_MARKS } from '../sync/member-marks.ts';
import { marksOf } from '../test-support/plain-marks.ts';
import { receiptsOf } from './receipts-of.ts';

const marks = { ann: [9, 9], eve: [5, 2], bob: [5, 5], dan: [4, 0] } as const;

test('[RCP-2] who has a message and who has read it, by name, its author apart', () => {
  expect(receiptsOf(marksOf(marks), 5, 'ann', 50)).toEqual({
    recipients: 3,
    delivered: 2,
    read: 1,
    deliveredTo: ['bob', 'eve'],
    readBy: ['bob'],
  });
  expect(receiptsOf(marksOf(marks), 5, 'bob', 50)).toMatchObject({ deliveredTo: ['ann', 'eve'], readBy: ['ann'] });
  expect(receiptsOf(NO_MARKS, 5, 'ann', 50)).toMatchObject({ recipients: 0, delivered: 0, read: 0 });
});

test('[RCP-2] above the most that are named there are counts alone', () => {
  expect(receiptsOf(marksOf(marks), 5, 'ann', 3).deliveredTo).toEqual(['bob', 'eve']);
  expect(receiptsOf(marksOf(marks), 5, 'ann', 2)).toEqual({
    recipients: 3,
    delivered: 2,
    read: 1,
    deliveredTo: [],
    readBy: [],
  });
});
