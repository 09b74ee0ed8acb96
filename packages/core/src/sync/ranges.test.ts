import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRange, gapsBetween, holds, type Range, staleSince } from './ranges.ts';

/** The model: each ord held, with the rev it is fresh up to. */
type Held = ReadonlyMap<number, number | undefined>;

const MOST = 40;
const added = fc.record({ from: fc.integer({ min: 1, max: 30 }), length: fc.integer({ min: 0, max: 10 }) });
const step = fc.oneof(
  { weight: 4, arbitrary: added.map(({ from, length }) => ({ from, to: from + length - 1 })) },
  { weight: 1, arbitrary: fc.record({ rev: fc.nat(5) }) },
);

function play(steps: readonly ({ from: number; to: number } | { rev: number })[]): [readonly Range[], Held] {
  let ranges: readonly Range[] = [];
  const held = new Map<number, number | undefined>();
  for (const one of steps) {
    if ('rev' in one) {
      ranges = staleSince(ranges, one.rev);
      for (const [ord, rev] of held) held.set(ord, rev ?? one.rev);
    } else {
      ranges = addRange(ranges, one);
      for (let ord = one.from; ord <= one.to; ord++) held.set(ord, undefined);
    }
  }
  return [ranges, held];
}

test('[STR-1, STR-2] ranges hold what was added, each ord once, as fresh as it is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [ranges, held] = play(steps);
      const listed = ranges.flatMap(({ from, to, rev }) =>
        Array.from({ length: to - from + 1 }, (_, i): [number, number | undefined] => [from + i, rev]),
      );
      expect(listed).toEqual([...held].sort(([a], [b]) => a - b));
    }),
  );
});

test('[STR-1] ranges stand apart, or differ in freshness', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [ranges] = play(steps);
      for (const [i, range] of ranges.entries()) {
        const next = ranges[i + 1];
        expect(range.from).toBeLessThanOrEqual(range.to);
        if (next) expect(next.from > range.to + 1 || (next.from === range.to + 1 && next.rev !== range.rev)).toBe(true);
      }
    }),
  );
});

test('[STR-3] what is held and what is missing are told exactly', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.nat(MOST), fc.nat(MOST), (steps, from, to) => {
      const [ranges, held] = play(steps);
      for (let ord = 0; ord <= MOST; ord++) expect(holds(ranges, ord)).toBe(held.has(ord));
      const gaps = gapsBetween(ranges, from, to);
      const missing = gaps.flatMap((gap) => Array.from({ length: gap.to - gap.from + 1 }, (_, i) => gap.from + i));
      const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
      expect(missing).toEqual(wanted.filter((ord) => !held.has(ord)));
      for (const [i, gap] of gaps.entries()) expect(gap.from).toBeGreaterThan((gaps[i - 1]?.to ?? -2) + 1);
    }),
  );
});

test('[STR-2] what becomes equally stale becomes one', () => {
  const ranges = addRange(staleSince(addRange([], { from: 1, to: 9 }), 4), { from: 3, to: 5 });
  expect(ranges).toEqual([
    { from: 1, to: 2, rev: 4 },
    { from: 3, to: 5 },
    { from: 6, to: 9, rev: 4 },
  ]);
  expect(staleSince(ranges, 4)).toEqual([{ from: 1, to: 9, rev: 4 }]);
  expect(staleSince(ranges, 6)).toHaveLength(3);
});
