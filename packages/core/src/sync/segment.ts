import type { Row, StreamId } from '@tidemark/protocol';
import { type ApplyContext, applyRow } from './apply-row.ts';
import type { Cursor } from './stream-state.ts';

/** The complete difference of a stream between two revs: a `changes` frame, or one result of one's own push. */
export interface Segment {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
}

/** Segments that came too early, by stream. What is dropped here is pulled again. */
export interface Parking {
  park(stream: StreamId, segment: Segment): void;
  /** Takes out everything parked for the stream, by `from`. */
  take(stream: StreamId): readonly Segment[];
  /** The rows parked for the stream. */
  rows(stream: StreamId): readonly Row[];
  clear(): void;
}

/** Rows kept for a stream while a hole before them is being filled. */
const MAX_PARKED_ROWS = 10_000;

interface Lot {
  readonly segments: { epoch: string; from: number; to: number; rows: Row[] }[];
  rows: number;
}

export function createParking(): Parking {
  const lots = new Map<StreamId, Lot>();
  return {
    rows: (stream) => lots.get(stream)?.segments.flatMap(({ rows }) => rows) ?? [],
    park(stream, { epoch, from, to, rows }) {
      let lot = lots.get(stream) ?? { segments: [], rows: 0 };
      if (lot.rows + rows.length > MAX_PARKED_ROWS && lot.segments.length > 0) {
        // What fills the hole comes before all that waits for it, and must not be what is dropped.
        if (lot.segments.some((parked) => parked.from <= from)) return;
        lot = { segments: [], rows: 0 };
      }
      lots.set(stream, lot);
      const last = lot.segments.at(-1);
      lot.rows += rows.length;
      // The results of one's own pushes come as one segment each: joined, they are applied as one.
      if (last?.epoch === epoch && last.to === from) {
        last.to = to;
        for (const row of rows) last.rows.push(row);
      } else lot.segments.push({ epoch, from, to, rows: [...rows] });
    },
    take(stream) {
      const lot = lots.get(stream);
      lots.delete(stream);
      return lot?.segments.sort((a, b) => a.from - b.from) ?? [];
    },
    clear: () => lots.clear(),
  };
}

/**
 * Applies what continues the cursor and parks the rest (PRO-10): the one place where a cursor moves by changes. A
 * stream never fetched begins with the segment that begins it.
 */
export function applySegments(context: ApplyContext, stream: StreamId, parking: Parking): void {
  const { state } = context.draft.stream(stream);
  for (const segment of parking.take(stream)) {
    if (!state.cursor && segment.from === 0 && !state.resetTo) state.cursor = { epoch: segment.epoch, rev: 0, ord: 0 };
    const { cursor } = state;
    if (!cursor || cursor.epoch !== segment.epoch || segment.from > cursor.rev) {
      // A segment of another history is worth nothing, except to one that is about to learn of that history.
      if (!cursor || state.resetTo === segment.epoch || cursor.epoch === segment.epoch) parking.park(stream, segment);
      continue;
    }
    if (segment.to <= cursor.rev) continue;
    const isWhole = segment.rows.length === segment.to - segment.from;
    for (const row of segment.rows) if (row.rev > cursor.rev) applyRow(context, stream, row, cursor.ord, isWhole);
    state.cursor = { ...(state.cursor as Cursor), rev: segment.to };
  }
}
