import { type Measured, nameOf, type Side, type Trial } from './trial.ts';

/** What must come out of a comparison. */
export interface Bound {
  readonly name: string;
  readonly unit: Unit;
  /** At most; of `ops/s` at least. */
  readonly must?: number | undefined;
  readonly aim?: number | undefined;
}

export type Unit = 'ms' | 'µs' | 'kB' | 'ops/s';

/** One line of the table to be: what is compared with what, and what must come out. */
export interface Target extends Bound {
  readonly trial: Trial;
  readonly figure: string;
  /**
   * `floor`: times the floor's figure. `own`: times our own figure of another trial. `nothing`: the figure itself, in
   * milliseconds.
   */
  readonly against: 'floor' | 'nothing' | { readonly own: Trial };
}

export interface Line extends Bound {
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
  const { trial, figure, against } = target;
  const find = (side: Side, of: Trial): number => results.get(resultKey(side, of))?.[figure] ?? Number.NaN;
  const ours = find('ours', trial);
  const other =
    against === 'nothing' ? undefined : against === 'floor' ? find('floor', trial) : find('ours', against.own);
  return { ...target, ...lineBetween(target, ours, other) };
}

/** Our figure beside another; beside none it is told itself. */
export function lineBetween(bound: Bound, ours: number, other: number | undefined): Line {
  const value = other === undefined ? ours : ours / other;
  return { ...bound, ours, other, value, verdict: verdictOf(value, bound) };
}

/** What is not a number has not been measured and holds nothing. */
function verdictOf(value: number, { unit, must, aim }: Bound): Line['verdict'] {
  const reaches = (bound: number): boolean => (unit === 'ops/s' ? value >= bound : value <= bound);
  if (must === undefined) return 'none';
  if (!reaches(must)) return 'missed';
  return aim !== undefined && reaches(aim) ? 'aim' : 'must';
}
