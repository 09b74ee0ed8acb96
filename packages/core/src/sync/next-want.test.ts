import type { Want } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Interest, nextWant } from './next-want.ts';
import { emptyState, type StreamState } from './stream-state.ts';

const cursor = { epoch: 'e1', rev: 20, ord: 20 };
const ranges = [
  { from: 5, to: 8, rev: 12 },
  { from: 11, to: 12, rev: 15 },
  { from: 16, to: 20 },
];
const none: Interest = { held: true, backfill: false, subscribe: false };
const want = (state: Partial<StreamState>, interest: Partial<Interest> = {}): Want | undefined =>
  nextWant({ ...emptyState(build.stream), ...state }, { ...none, ...interest });

const newest: Want = { kind: 'newest', sinceRev: 0, marksRev: 0 };
const since: Want = { kind: 'since', rev: 20, marksRev: 0 };
const fresh = [{ from: 1, to: 20 }];
const all: Partial<Interest> = { gap: { from: 1, to: 20 }, backfill: true, subscribe: true };

// Each line a situation: what the device knows, why it is looked after, what it asks for.
const table: readonly (readonly [string, Partial<StreamState>, Partial<Interest>, Want | undefined])[] = [
  ['gone', { gone: true, cursor, head: build.head(30) }, all, undefined],
  ['never fetched, needed', {}, all, newest],
  ['never fetched, not needed', { head: build.head(30) }, { ...all, held: false }, undefined],
  ['a reset', { cursor, resetTo: 'e2', head: build.head(30), ranges }, all, newest],
  ['a reset, not needed', { cursor, resetTo: 'e2' }, { ...all, held: false }, undefined],
  ['the head is ahead', { cursor, head: build.head(21), ranges }, all, since],
  ['the head is ahead, not needed', { cursor, head: build.head(21) }, { held: false }, since],
  ['marks are ahead', { cursor, head: build.head(20, { marksRev: 1 }), ranges: fresh }, {}, since],
  ['the head is of another history', { cursor, head: build.head(3, { epoch: 'e2' }), ranges: fresh }, {}, since],
  ['to be subscribed', { cursor, head: build.head(20), ranges }, all, since],
  ['a gap is looked at', { cursor, ranges }, { ...all, subscribe: false }, { kind: 'before', ord: 16 }],
  ['another', { cursor, ranges }, { gap: { from: 8, to: 11 } }, { kind: 'before', ord: 11 }],
  ['a gap below what one may see', { cursor, ranges, minOrd: 5 }, { gap: { from: 1, to: 6 }, held: false }, undefined],
  ['a gap that is filled', { cursor, ranges: fresh }, { gap: { from: 3, to: 9 } }, undefined],
  ['stale ranges, newest first', { cursor, ranges }, { backfill: true }, ords(11, 12, 15)],
  ['stale ranges, not needed', { cursor, ranges }, { held: false }, undefined],
  ['history is missing', { cursor, ranges: [{ from: 16, to: 20 }] }, { backfill: true }, { kind: 'before', ord: 16 }],
  ['not wanted', { cursor, ranges: [{ from: 16, to: 20 }] }, {}, undefined],
  ['history down to what one may see', { cursor, ranges: fresh, minOrd: 1 }, { backfill: true }, undefined],
  ['a stream without messages', { cursor: { ...cursor, ord: 0 } }, { backfill: true }, undefined],
  ['all is here', { cursor, head: build.head(20), ranges: fresh }, {}, undefined],
  ['the head is behind', { cursor, head: build.head(10), ranges: fresh }, {}, undefined],
];

function ords(from: number, to: number, sinceRev: number): Want {
  return { kind: 'ords', from, to, sinceRev };
}

for (const [situation, state, interest, expected] of table) {
  test(`[STR-24] what to ask for next: ${situation}`, () => {
    expect(want(state, interest)).toEqual(expected);
  });
}

test('[STR-24] what is asked for is always missing or in doubt', () => {
  const flag = fc.boolean();
  const ord = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(fc.tuple(flag, flag, flag, flag), ord, ord, ([held, backfill, hasGap, isStale], a, b) => {
      const held2 = { from: Math.min(a, b), to: Math.max(a, b), ...(isStale && { rev: 3 }) };
      const gap = hasGap ? { from: 1, to: 20 } : undefined;
      const next = want({ cursor, ranges: [held2], head: build.head(20) }, { held, backfill, gap });
      if (next?.kind === 'before') expect(next.ord - 1 < held2.from || next.ord - 1 > held2.to).toBe(true);
      if (next?.kind === 'ords') expect(next).toMatchObject({ from: held2.from, to: held2.to, sinceRev: 3 });
      if (next === undefined) expect((hasGap || backfill) && (held2.from > 1 || held2.to < 20)).toBe(false);
    }),
  );
});
