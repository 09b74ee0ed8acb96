import type { LocalDb } from '../local-db/local-db.ts';
import { createDocBlocks, unpackDocs } from './doc-block.ts';
import { createStreamNumbers, finishSegment, type NewSegment } from './finish-segment.ts';
import type { Segment } from './segment.ts';
import { createTermBlocks, createTermCursor, eachDoc } from './term-block.ts';

/** Whether the device still holds what a document stands for. */
export type IsHeld = (stream: string, epoch: string, ord: number) => boolean;

interface Part {
  readonly segment: Segment;
  readonly blocks: readonly Uint8Array[];
  /** The new number of each document, or -1. */
  readonly renumbered: Int32Array;
}

interface Placed {
  readonly stream: number;
  readonly ord: number;
  readonly rev: number;
  readonly at: number;
  readonly part: number;
  readonly doc: number;
}

/** Makes one segment of several, without what is not held any more or is known in a newer state. */
export async function mergeSegments(
  db: LocalDb,
  id: string,
  segments: readonly Segment[],
  isHeld: IsHeld,
  rest: () => Promise<void>,
): Promise<NewSegment> {
  const parts: Part[] = [];
  for (const segment of segments) {
    const rows = await db.range({ store: 'search', prefix: [segment.id] });
    const blocks = rows.map(({ body }) => body as Uint8Array);
    parts.push({ segment, blocks, renumbered: new Int32Array(segment.docs).fill(-1) });
    await rest();
  }
  const streams = createStreamNumbers();
  /** By stream and ord. */
  const newest: Map<number, Placed>[] = [];
  for (const [part, { segment, blocks }] of parts.entries()) {
    const numbers = segment.streams.map(([stream, epoch]) => streams.numberOf(stream, epoch));
    let doc = -1;
    for (const [i, firstAt] of segment.ats.entries()) {
      unpackDocs(blocks[segment.firsts.length + i] as Uint8Array, firstAt, (was, ord, rev, at) => {
        doc++;
        const [stream, epoch] = segment.streams[was] as Segment['streams'][number];
        if (!isHeld(stream, epoch, ord)) return;
        const known = newest[numbers[was] as number] ?? new Map<number, Placed>();
        newest[numbers[was] as number] = known;
        if ((known.get(ord)?.rev ?? -1) <= rev)
          known.set(ord, { stream: numbers[was] as number, ord, rev, at, part, doc });
      });
    }
    await rest();
  }
  const docs = newest
    .flatMap((known) => [...known.values()])
    .sort((a, b) => a.at - b.at || a.part - b.part || a.doc - b.doc);
  const packed = createDocBlocks();
  for (const [i, { part, doc, stream, ord, rev, at }] of docs.entries()) {
    (parts[part] as Part).renumbered[doc] = i;
    packed.add(stream, ord, rev, at);
  }
  await rest();
  const terms = createTermBlocks();
  let count = 0;
  const cursors = parts.map(({ segment, blocks }) => createTermCursor(blocks.slice(0, segment.firsts.length)));
  let open = cursors.map((cursor, part) => ({ cursor, part })).filter(({ cursor }) => cursor.next());
  while (open.length > 0) {
    let term = (open[0] as (typeof open)[number]).cursor.term();
    for (const { cursor } of open) if (cursor.term() < term) term = cursor.term();
    const merged: number[] = [];
    let from = 0;
    let isEnded = false;
    for (const { cursor, part } of open) {
      if (cursor.term() !== term) continue;
      from++;
      renumber((parts[part] as Part).renumbered, cursor.docs(), merged);
      isEnded = !cursor.next() || isEnded;
    }
    // The documents of one part keep their order.
    if (from > 1) merged.sort((a, b) => a - b);
    if (merged.length > 0) terms.add(term, merged);
    if (isEnded) open = open.filter(({ cursor }) => cursor.term() !== '');
    if (++count % 512 === 0) await rest();
  }
  return finishSegment(id, streams.all, packed.finish(), terms);
}

function renumber(renumbered: Int32Array, docs: Uint8Array, merged: number[]): void {
  eachDoc(docs, (doc) => {
    const now = renumbered[doc] as number;
    if (now >= 0) merged.push(now);
  });
}
