import type { Runtime } from '../runtime.ts';

/** A token bucket a user, by the injected clock. */
export interface Rate {
  /** 0 when granted, else the milliseconds to wait. */
  take(user: string, count: number): number;
}

const BURST_SECONDS = 10;

export function createRate(runtime: Runtime, perSecond: number): Rate {
  const buckets = new Map<string, { left: number; atMs: number }>();
  const size = perSecond * BURST_SECONDS;

  const forgetFull = (nowMs: number): void => {
    for (const [user, { atMs }] of buckets) if (nowMs - atMs > BURST_SECONDS * 1_000) buckets.delete(user);
  };

  return {
    take: (user, count) => {
      if (perSecond === 0) return 0;
      const nowMs = runtime.monotonicMs();
      if (buckets.size > 10_000) forgetFull(nowMs);
      const bucket = buckets.get(user) ?? { left: size, atMs: nowMs };
      const left = Math.min(size, bucket.left + ((nowMs - bucket.atMs) / 1_000) * perSecond);
      // A push larger than the bucket passes when the bucket is full, or it never could.
      const needed = Math.min(count, size);
      const isGranted = left >= needed;
      buckets.set(user, { left: isGranted ? left - count : left, atMs: nowMs });
      return isGranted ? 0 : Math.ceil(((needed - left) / perSecond) * 1_000);
    },
  };
}
