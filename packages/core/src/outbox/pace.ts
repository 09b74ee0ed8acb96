/** How fast an outbox drains. */
export interface PacePolicy {
  /** Ops a second, on average. 0: as fast as it goes. */
  readonly perSecond: number;
  /** Ops at once, after a rest. */
  readonly burst: number;
}

/** A token bucket by monotonic time. It delays, and nothing fails by it. */
export interface Pace {
  /** How many ops may go now. */
  room(nowMs: number): number;
  took(ops: number): void;
  /** When the next one may go. */
  nextAtMs(nowMs: number): number;
}

export function createPace({ perSecond, burst }: PacePolicy): Pace {
  let left = burst;
  let atMs: number | undefined;

  function refill(nowMs: number): void {
    left = Math.min(burst, left + ((nowMs - (atMs ?? nowMs)) / 1000) * perSecond);
    atMs = nowMs;
  }

  return {
    room(nowMs) {
      if (perSecond === 0) return Number.POSITIVE_INFINITY;
      refill(nowMs);
      // What was refilled in steps may lack a hair of a whole op.
      return Math.floor(left + 1e-6);
    },
    took(ops) {
      left -= ops;
    },
    nextAtMs: (nowMs) => nowMs + Math.max(1, Math.ceil(((1 - left) / perSecond) * 1000)),
  };
}
