import { quantileOf } from '../quantile.ts';
import type { Measured } from './trial.ts';

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of each figure over several runs of the same trial. */
export function medians(runs: readonly Measured[]): Measured {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]));
}

/** `<name>P50` and `<name>P99` of the samples. */
export function percentiles(name: string, samples: readonly number[]): Measured {
  const at = quantileOf(samples);
  return { [`${name}P50`]: at(0.5), [`${name}P99`]: at(0.99) };
}
