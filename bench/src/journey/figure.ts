import { quantileOf } from '../quantile.ts';

/** One measurement beside its floor: the same with nothing of ours in between, in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'messages/s';
  readonly ours: Spread;
  readonly floor: Spread & { readonly name: string };
  /** What p99 (of a cold start: the median) must stay below. */
  readonly mustBeBelow?: number | undefined;
}

export interface Spread {
  readonly p50: number;
  readonly p99?: number | undefined;
}

export function spreadOf(samples: readonly number[]): Required<Spread> {
  const at = quantileOf(samples);
  return { p50: at(0.5), p99: at(0.99) };
}

export function holds({ ours, mustBeBelow }: Figure): boolean {
  return mustBeBelow === undefined || (ours.p99 ?? ours.p50) < mustBeBelow;
}

/** How many times longer (or, of a rate, slower) than the floor. */
export function ratioOf({ unit, ours, floor }: Figure): number {
  return unit === 'ms' ? ours.p50 / floor.p50 : floor.p50 / ours.p50;
}
