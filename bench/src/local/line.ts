import { type Measured, nameOf, type Side, type Trial } from './trial.ts';

/** One line of the table to be: what is compared with what, and what must come out. */
export interface Target {
  readonly name: string;
  readonly trial: Trial;
  readonly figure: string;
  /**
   * `floor`: times the floor's figure. `own`: times our own figure of another trial. `nothing`: the figure itself, in
   * milliseconds.
   */
  readonly against: 'floor' | 'nothing' | { readonly own: Trial };
  readonly unit: 'ms' | 'ops/s';
  /** At most; of `ops/s` at least. */
  readonly must?: number | undefined;
  readonly aim?: number | undefined;
}

export interface Line extends Target {
  readonly ours: number;
  readonly other: number | undefined;
  /** What `must` and `aim` are about. */
  readonly value: number;
  readonly verdict: 'aim' | 'must' | 'missed' | 'none';
}

/** The figures of each trial by `side name`. */
export type Results = ReadonlyMap<string, Measured>;

export const resultKey = (side: Side, trial: Trial): string => `${side} ${nameOf(trial)}`;

export function lineOf(target: Target, results: Results): Line {
  const { trial, figure, against, unit } = target;
  const find = (side: Side, of: Trial): number => results.get(resultKey(side, of))?.[figure] ?? Number.NaN;
  const ours = find('ours', trial);
  const other =
    against === 'nothing' ? undefined : against === 'floor' ? find('floor', trial) : find('ours', against.own);
  const value = other === undefined ? ours : ours / other;
  return { ...target, ours, other, value, verdict: verdictOf(value, unit === 'ops/s', target) };
}

/** What is not a number has not been measured and holds nothing. */
function verdictOf(value: number, isMoreBetter: boolean, { must, aim }: Target): Line['verdict'] {
  const reaches = (bound: number): boolean => (isMoreBetter ? value >= bound : value <= bound);
  if (must === undefined) return 'none';
  if (!reaches(must)) return 'missed';
  return aim !== undefined && reaches(aim) ? 'aim' : 'must';
}
