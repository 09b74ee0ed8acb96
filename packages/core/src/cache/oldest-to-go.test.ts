import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { emptyState, type StreamState } from '../sync/stream-state.ts';
import { oldestToGo, rangesAfter } from './oldest-to-go.ts';

const own = { delivered: 100, read: 100, toldDelivered: 100, toldRead: 100 };
const whole: Partial<StreamState> = { own, ranges: [{ from: 1, to: 100 }] };
const holey: Partial<StreamState> = {
  own,
  ranges: [
    { from: 1, to: 5, rev: 3 },
    { from: 40, to: 44 },
    { from: 97, to: 100 },
  ],
};
const free = { pageSize: 10, lowestShown: Number.POSITIVE_INFINITY };

// Each line a situation, and the ords that may go of it: at most 20 at once.
const table: readonly (readonly [
  string,
  Partial<StreamState>,
  Partial<typeof free>,
  readonly [number, number] | undefined,
])[] = [
  ['the oldest, at most so many', whole, {}, [1, 20]],
  ['of the oldest range first', holey, { pageSize: 4 }, [1, 5]],
  ['nothing of the newest page', { own, ranges: [{ from: 81, to: 100 }] }, {}, [81, 90]],
  ['a page held in parts', holey, { pageSize: 10 }, [1, 4]],
  ['fewer than a page', holey, { pageSize: 15 }, undefined],
  ['nothing unread', { ...whole, own: { ...own, read: 7 } }, {}, [1, 7]],
  ['nothing read', { ...whole, own: { ...own, read: 0 } }, {}, undefined],
  ['nothing that is shown, or newer', whole, { lowestShown: 13 }, [1, 12]],
  ['not while it is not known what is shown', whole, { lowestShown: 0 }, undefined],
  ['nothing is held', { own }, {}, undefined],
  ['not before what is lost was sent back', { ...whole, resetTo: 'e2' }, {}, undefined],
];

for (const [name, state, protection, expected] of table) {
  test(`[CAC-3] what may go: ${name}`, () => {
    const gone = oldestToGo({ ...emptyState(build.stream), ...state }, { ...free, ...protection }, 20);
    expect(gone && [gone.from, gone.to]).toEqual(expected);
  });
}

test('[CAC-2] what went is held no more, and what is left is as fresh as it was', () => {
  const ranges = holey.ranges ?? [];
  expect(rangesAfter(ranges, 3)[0]).toEqual({ from: 4, to: 5, rev: 3 });
  expect(rangesAfter(ranges, 5)).toEqual(ranges.slice(1));
  expect(rangesAfter(ranges, 42)).toEqual([{ from: 43, to: 44 }, ranges[2]]);
});
