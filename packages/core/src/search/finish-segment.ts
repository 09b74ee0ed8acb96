import type { Change } from '../local-db/storage-adapter.ts';
import type { DocBlocks } from './doc-block.ts';
import { putSegment, type Segment } from './segment.ts';
import type { TermBlocks } from './term-block.ts';

/** A segment and the rows that keep it. */
export interface NewSegment {
  readonly segment: Segment;
  readonly changes: readonly Change[];
}

export function finishSegment(
  id: string,
  streams: Segment['streams'],
  { docs, ats, lastAt, blocks: docBlocks }: DocBlocks,
  terms: TermBlocks,
): NewSegment {
  const { blocks, firsts } = terms.finish();
  const segment: Segment = { id, docs, streams, firsts, ats, lastAt };
  return { segment, changes: putSegment(segment, blocks, docBlocks) };
}

/** Gives each history of a stream a number. */
export function createStreamNumbers() {
  const newest = new Map<string, { readonly epoch: string; readonly number: number }>();
  const all: (readonly [stream: string, epoch: string])[] = [];
  return {
    all: all as Segment['streams'],
    numberOf(stream: string, epoch: string): number {
      const known = newest.get(stream);
      if (known?.epoch === epoch) return known.number;
      const before = known ? all.findIndex(([name, history]) => name === stream && history === epoch) : -1;
      const number = before >= 0 ? before : all.push([stream, epoch]) - 1;
      newest.set(stream, { epoch, number });
      return number;
    },
  };
}
