import type { Cells } from '../docs/table.ts';
import type { Unit } from '../local/line.ts';
import { FLOORS, OURS } from './contender.ts';
import { type Rounds, roundsKey } from './measure.ts';

/** A ratio to the floor of the same run that held when it was recorded. */
export interface Recorded {
  readonly name: string;
  readonly workload: string;
  readonly figure: string;
  readonly unit: Unit;
  readonly ratio: number;
}

export interface Checked extends Recorded {
  /** Of the best rounds: other jobs only ever make one worse. */
  readonly now: number;
  /** How much worse than recorded: 1 as good, 1.3 a third worse. */
  readonly worse: number;
  readonly isBehind: boolean;
}

/** Behind by more than this is a regression, and not the machine. */
const MOST_WORSE = 1.3;

export function checkRatios(recorded: readonly Recorded[], rounds: Rounds): readonly Checked[] {
  return recorded.map((line) => {
    const now = bestRatio(line, rounds);
    const worse = line.unit === 'ops/s' ? line.ratio / now : now / line.ratio;
    // What was not measured is no number, and behind.
    return { ...line, now, worse, isBehind: !(worse <= MOST_WORSE) };
  });
}

/** The best of each side: the best ratio of a round would be that in which the floor was disturbed most. */
function bestRatio({ workload, figure, unit }: Recorded, rounds: Rounds): number {
  const best = (name: string): number => {
    const figures = (rounds.get(roundsKey(workload, name)) ?? []).map((of) => of[figure] ?? Number.NaN);
    return unit === 'ops/s' ? Math.max(...figures) : Math.min(...figures);
  };
  return best(OURS.name) / best(FLOORS.full.name);
}

export function checkedCells(lines: readonly Checked[]): Cells {
  const head = ['figure', 'recorded', 'now', 'worse by', ''];
  const rows = lines.map(({ name, ratio, now, worse, isBehind }) => [
    name,
    ratio.toPrecision(3),
    now.toPrecision(3),
    `${Math.round((worse - 1) * 100)} %`,
    isBehind ? 'BEHIND' : 'ok',
  ]);
  return [head, ...rows];
}
