/** A question to another tab, and its answer with what its clock said. */
export interface Ping {
  readonly sentMs: number;
  readonly theirsMs: number;
  readonly backMs: number;
}

/** By how much another clock is ahead: of the quickest exchange, the one that can be wrong by least. */
export function offsetOf(pings: readonly Ping[]): number {
  const took = ({ sentMs, backMs }: Ping): number => backMs - sentMs;
  const quickest = pings.reduce((best, ping) => (took(ping) < took(best) ? ping : best));
  return quickest.theirsMs - (quickest.sentMs + quickest.backMs) / 2;
}

/** For each message how long it took until the last tab had seen it; `seen` and `offsets` are a tab each. */
export function untilLast(
  began: readonly number[],
  seen: readonly (readonly number[])[],
  offsets: readonly number[],
): readonly number[] {
  return began.map((atMs, n) => {
    const times = seen.map((of, tab) => (of[n] ?? Number.NaN) - (offsets[tab] ?? Number.NaN));
    return Math.max(...times) - atMs;
  });
}
