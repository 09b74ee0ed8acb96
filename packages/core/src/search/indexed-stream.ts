import type { StreamId } from '@tidemark/protocol';
import type { Change, Key, Stored } from '../local-db/storage-adapter.ts';
import { addRange, type Range } from '../sync/ranges.ts';
import type { StreamState } from '../sync/stream-state.ts';

/**
 * The cursor of the index in one stream: which ords it knows, and as of which rev. The row `['stream', stream]`,
 * written in the commit that brings the words, so that whoever is killed goes on from here.
 */
export interface IndexedStream {
  readonly stream: StreamId;
  readonly epoch: string;
  /** Each with its rev. */
  readonly ranges: readonly Range[];
}

/** Ords to look at. What has a rev up to `above` is known already. */
export interface Portion {
  readonly from: number;
  readonly to: number;
  readonly above: number;
}

export const STREAM = 'stream';

export function putIndexed(indexed: IndexedStream): Change {
  const key: Key = [STREAM, indexed.stream];
  return { store: 'search', put: { key, rev: 0, keys: {}, body: indexed } };
}

export const indexedOf = (row: Stored): IndexedStream => row.body as IndexedStream;

/** All of what the device holds of a stream. Absent: it holds nothing. */
export function wholly({ stream, cursor, ranges }: StreamState): IndexedStream | undefined {
  if (!cursor) return undefined;
  const dated = ranges.map(({ from, to, rev = cursor.rev }) => ({ from, to, rev }));
  return { stream, epoch: cursor.epoch, ranges: dated };
}

/** What of `held` the index does not know. */
export function portionsOf(held: IndexedStream, indexed: IndexedStream | undefined): readonly Portion[] {
  const known = indexed?.epoch === held.epoch ? indexed.ranges : [];
  const portions: Portion[] = [];
  for (const { from, to, rev = 0 } of held.ranges) {
    let next = from;
    for (const range of known) {
      if (range.to < next || range.from > to) continue;
      if (range.from > next) portions.push({ from: next, to: range.from - 1, above: -1 });
      const end = Math.min(range.to, to);
      const above = range.rev ?? 0;
      if (above < rev) portions.push({ from: Math.max(next, range.from), to: end, above });
      next = end + 1;
    }
    if (next <= to) portions.push({ from: next, to, above: -1 });
  }
  return portions;
}

/** With these ords known as of what `held` says of them. */
export function withPortion(
  held: IndexedStream,
  indexed: IndexedStream | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): IndexedStream {
  const { stream, epoch } = held;
  const before = indexed?.epoch === epoch ? indexed.ranges : [];
  const rev = held.ranges.find((range) => range.from <= from && to <= range.to)?.rev ?? 0;
  return { stream, epoch, ranges: addRange(before, { from, to, rev }) };
}
