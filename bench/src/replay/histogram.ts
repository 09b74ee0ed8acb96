/** Durations in buckets that grow by 2.2 %: small to send, exact enough to read percentiles from. */
export interface Histogram {
  record(ms: number): void;
  /** Takes out what was recorded since the last call, as [bucket, count] pairs. */
  drain(): Buckets;
  merge(buckets: Buckets): void;
  count(): number;
  /** The duration that the given share of the records do not exceed, in milliseconds. */
  quantile(share: number): number | undefined;
}

export type Buckets = readonly (readonly [bucket: number, count: number])[];

const PER_DOUBLING = 32;
/** A microsecond and less is bucket 0. */
const LEAST_MS = 0.001;

export function createHistogram(): Histogram {
  const counts = new Map<number, number>();
  const add = (bucket: number, count: number): void => void counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  const total = (): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    record(ms) {
      add(Math.max(0, Math.ceil(Math.log2(Math.max(ms, LEAST_MS) / LEAST_MS) * PER_DOUBLING)), 1);
    },
    drain() {
      const taken = [...counts];
      counts.clear();
      return taken;
    },
    merge(buckets) {
      for (const [bucket, count] of buckets) add(bucket, count);
    },
    count: total,
    quantile(share) {
      const wanted = share * total();
      let passed = 0;
      for (const [bucket, count] of [...counts].sort(([a], [b]) => a - b)) {
        passed += count;
        if (passed >= wanted) return LEAST_MS * 2 ** (bucket / PER_DOUBLING);
      }
      return undefined;
    },
  };
}
