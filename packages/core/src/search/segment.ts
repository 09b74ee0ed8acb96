import type { Change, Key } from '../local-db/storage-adapter.ts';

/**
 * A part of the index that never changes: the messages of one moment, or several such parts made into one. It is a
 * header, blocks of terms, and blocks of documents; all words are in bodies, because keys stay readable where a
 * database is encrypted.
 *
 *     ['segment', id]     the header
 *     [id, 0 … t - 1]     terms and where they are, in the order of the terms
 *     [id, t … ]          which messages these are, in the order of time
 */
export interface Segment extends SegmentHeader {
  readonly id: string;
}

export interface SegmentHeader {
  readonly docs: number;
  /** The streams of its messages, and which history of each. */
  readonly streams: readonly (readonly [stream: string, epoch: string])[];
  /** The first term of each block of terms. */
  readonly firsts: readonly string[];
  /** The time of the first message of each block of documents. */
  readonly ats: readonly number[];
  readonly lastAt: number;
}

export const SEGMENT = 'segment';

const headerKey = (id: string): Key => [SEGMENT, id];
export const termBlockKey = ({ id }: Segment, block: number): Key => [id, block];
export const docBlockKey = ({ id, firsts }: Segment, block: number): Key => [id, firsts.length + block];

/** The blocks a term, or all terms it begins, may stand in: from, and to exclusive. */
export function blocksOf({ firsts }: Segment, term: string, isPrefix: boolean): readonly [from: number, to: number] {
  // The block whose first term is not beyond it may have it, and for a prefix all that begin within it.
  const upTo = countWhile(firsts, (first) => first <= term || (isPrefix && first.startsWith(term)));
  const from = Math.max(0, countWhile(firsts, (first) => first <= term) - 1);
  return [from, upTo];
}

/** The rows of a new segment. */
export function putSegment(
  { id, ...header }: Segment,
  terms: readonly Uint8Array[],
  docs: readonly Uint8Array[],
): readonly Change[] {
  const put = (key: Key, body: unknown): Change => ({ store: 'search', put: { key, rev: 0, keys: {}, body } });
  return [put(headerKey(id), header), ...[...terms, ...docs].map((bytes, block) => put([id, block], bytes))];
}

export function deleteSegment({ id }: Segment): readonly Change[] {
  return [
    { store: 'search', delete: headerKey(id) },
    { store: 'search', deleteRange: { prefix: [id] } },
  ];
}

/** How many of the beginning hold; sorted, so that it is found by halves. */
function countWhile(firsts: readonly string[], holds: (first: string) => boolean): number {
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(firsts[middle] as string)) low = middle + 1;
    else high = middle;
  }
  return low;
}
