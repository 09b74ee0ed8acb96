import type { Range } from '../sync/ranges.ts';
import type { StreamState } from '../sync/stream-state.ts';

export interface Protection {
  /** So many of the newest messages held stay. */
  readonly pageSize: number;
  /** The oldest ord that somebody looks at: it and all newer ones stay. */
  readonly lowestShown: number;
}

/** What may go first of a conversation, at most `most` ords; undefined when all that is held is protected. */
export function oldestToGo(
  { ranges, own, resetTo }: StreamState,
  { pageSize, lowestShown }: Protection,
  most: number,
): { readonly from: number; readonly to: number } | undefined {
  const first = ranges[0];
  // Of a history that is being replaced, one's own messages go back to the server (PRO-13).
  if (!first || resetTo) return undefined;
  const last = Math.min(own.read, pageBegin(ranges, pageSize) - 1, lowestShown - 1);
  const to = Math.min(first.to, first.from + most - 1, last);
  return to < first.from ? undefined : { from: first.from, to };
}

/** The ranges without everything up to `to`. */
export function rangesAfter(ranges: readonly Range[], to: number): readonly Range[] {
  return ranges.flatMap((range) => (range.to <= to ? [] : [{ ...range, from: Math.max(range.from, to + 1) }]));
}

/** The ord from which `count` are held; 0 where fewer are. */
function pageBegin(ranges: readonly Range[], count: number): number {
  let missing = count;
  for (let i = ranges.length - 1; i >= 0; i--) {
    const { from, to } = ranges[i] as Range;
    if (to - from + 1 >= missing) return to - missing + 1;
    missing -= to - from + 1;
  }
  return 0;
}
