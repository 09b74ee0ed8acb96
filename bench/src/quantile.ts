/** What this share of the samples does not exceed: 0.5 the middle one, 1 the greatest. NaN of none. */
export function quantileOf(samples: readonly number[]): (share: number) => number {
  const sorted = [...samples].sort((a, b) => a - b);
  return (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
