/** How values are spread: `counts[i]` of them were at most `bounds[i]` and above the bound before; the last has no bound. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  /** Absent while there is no value. */
  readonly max?: number | undefined;
}

/** Milliseconds, from what one does not notice to what one gives up on. */
const BOUNDS_MS: readonly number[] = [
  5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000,
];

export interface HistogramSource {
  record(value: number): void;
  snapshot(): Histogram;
}

export function createHistogram(bounds: readonly number[] = BOUNDS_MS): HistogramSource {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let count = 0;
  let sum = 0;
  let max: number | undefined;
  return {
    record(value) {
      const place = bounds.findIndex((bound) => value <= bound);
      const bucket = place < 0 ? bounds.length : place;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count++;
      sum += value;
      max = max === undefined ? value : Math.max(max, value);
    },
    snapshot: () => ({ bounds, counts: [...counts], count, sum, ...(max !== undefined && { max }) }),
  };
}

/**
 * The value that a part `q` (0 to 1) of all values does not exceed, rounded up to a bound, or to the greatest value
 * where that is less; undefined where there is none.
 */
export function quantile({ bounds, counts, count, max }: Histogram, q: number): number | undefined {
  if (max === undefined) return undefined;
  let seen = 0;
  const place = counts.findIndex((each) => {
    seen += each;
    return seen > 0 && seen >= q * count;
  });
  return Math.min(bounds[place] ?? max, max);
}
