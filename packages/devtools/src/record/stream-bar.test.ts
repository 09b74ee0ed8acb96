import type { InspectedStream } from '@tidemark/core/inspect';
import { expect, test } from 'vitest';
import { barOf, barText } from './stream-bar.ts';

const stream = (parts: Partial<InspectedStream>): InspectedStream => ({
  ...{ stream: 'conversation:c1', activeAt: 0, minOrd: 1, newestOrd: 0, ranges: [], gaps: [], unread: 0 },
  ...{ own: { delivered: 0, read: 0, toldDelivered: 0, toldRead: 0 }, isReset: false, isGone: false },
  ...parts,
});

test('[DEV-4] the bar goes from the oldest ord one may see to the newest known, held and missing', () => {
  const pieces = barOf(
    stream({
      ...{ minOrd: 11, newestOrd: 30, gaps: [{ from: 16, to: 25 }] },
      ranges: [
        { from: 5, to: 15, rev: 9 },
        { from: 26, to: 30 },
      ],
    }),
  );
  expect(pieces.map(({ kind, start, width }) => [kind, start, width])).toEqual([
    ['stale', 0, 0.25],
    ['gap', 0.25, 0.5],
    ['held', 0.75, 0.25],
  ]);
  expect(barText(pieces)).toBe('11–15 held, maybe changed since, 16–25 missing, 26–30 held');
});

test('[DEV-4] a stream without messages has no bar, and a thousand pieces are joined at the old end', () => {
  expect(barOf(stream({}))).toEqual([]);
  const ranges = Array.from({ length: 1_000 }, (_, n) => ({ from: 2 * n + 2, to: 2 * n + 2 }));
  const gaps = ranges.map(({ from }) => ({ from: from - 1, to: from - 1 }));
  const pieces = barOf(stream({ newestOrd: 2_000, ranges, gaps }));
  expect(pieces.length).toBeLessThan(150);
  expect(pieces.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
  expect(pieces[0]).toMatchObject({ kind: 'gap', from: 1, start: 0 });
  expect(barText(pieces)).toContain('and 109 more');
});
