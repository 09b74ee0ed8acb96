const BITS = 16;
const VALUES = 1 << BITS;
/** Comparing these takes less than counting the digits there are. */
const FEW = 1024;

/**
 * Sorts numbers of documents by the time of each, those of one time as they come. Digit by digit, since comparing so many
 * one with the other takes longer than all the rest of a segment.
 */
export function inOrderOfTime(docs: Int32Array, timeOf: Float64Array): Int32Array {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let isSorted = true;
  let last = Number.NEGATIVE_INFINITY;
  for (const doc of docs) {
    const at = timeOf[doc] as number;
    if (at < last) isSorted = false;
    if (at < least) least = at;
    if (at > most) most = at;
    last = at;
  }
  if (isSorted) return docs;
  if (docs.length < FEW) return docs.slice().sort((a, b) => (timeOf[a] as number) - (timeOf[b] as number));
  let from = docs;
  for (let digit = 0; (most - least) / VALUES ** digit >= 1; digit++) {
    const starts = new Int32Array(VALUES + 1);
    const shift = (digit % 2) * BITS;
    const scale = digit < 2 ? 1 : VALUES ** 2;
    // The operators know the lowest 32 bits.
    const digitOf = (doc: number): number => ((((timeOf[doc] as number) - least) / scale) >>> shift) % VALUES;
    for (const doc of from) {
      const next = digitOf(doc) + 1;
      starts[next] = (starts[next] as number) + 1;
    }
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
    const to = new Int32Array(docs.length);
    for (const doc of from) {
      const value = digitOf(doc);
      const place = starts[value] as number;
      starts[value] = place + 1;
      to[place] = doc;
    }
    from = to;
  }
  return from;
}
