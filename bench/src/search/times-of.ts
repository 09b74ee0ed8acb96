import type { Measured } from '../local/trial.ts';
import { quantileOf } from '../quantile.ts';

/** The middle, the slowest of twenty, and the slowest of all. */
export function timesOf(samples: readonly number[]): Measured {
  const at = quantileOf(samples);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
