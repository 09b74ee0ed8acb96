import type { Cells } from '../docs/table.ts';
import { type Line, lineBetween, type Unit } from '../local/line.ts';
import { medians } from '../local/median.ts';
import { showFigure } from '../local/print-lines.ts';
import type { Measured } from '../local/trial.ts';
import { type Contender, FLOORS, OURS } from './contender.ts';
import { type Rounds, roundsKey } from './measure.ts';
import { RIVAL_BOUNDS, type Target } from './targets.ts';

/** The median of each figure over the rounds. Empty where it was not measured. */
function mediansOf(rounds: Rounds, workload: string, { name }: Contender): Measured {
  return medians(rounds.get(roundsKey(workload, name)) ?? []);
}

export function linesOf(targets: readonly Target[], rounds: Rounds): readonly Line[] {
  return targets.map((target) => lineBeside(target, FLOORS[target.floor], rounds));
}

/** Ours beside each rival that took part, in what was measured. */
export function rivalLines(contenders: readonly Contender[], rounds: Rounds): readonly Line[] {
  const measured = RIVAL_BOUNDS.filter(({ workload }) => rounds.has(roundsKey(workload, OURS.name)));
  return contenders
    .filter(({ isRival }) => isRival)
    .flatMap((rival) => measured.map((bound) => lineBeside(bound, rival, rounds)));
}

function lineBeside(bound: Omit<Target, 'floor'>, against: Contender, rounds: Rounds): Line {
  const { workload, figure, name } = bound;
  const of = (contender: Contender): number => mediansOf(rounds, workload, contender)[figure] ?? Number.NaN;
  return lineBetween({ ...bound, name: `${name}, beside ${against.name}` }, of(OURS), of(against));
}

/** What every contender did, a row each: for people who want to see more than a ratio. */
const COLUMNS: readonly (readonly [head: string, workload: string, figure: string, unit: Unit])[] = [
  ['E1 p50', 'latency', 'latencyP50', 'ms'],
  ['E1 p99', 'latency', 'latencyP99', 'ms'],
  ['E2 1k', 'burst', 'small', 'ops/s'],
  ['E2 10k', 'burst', 'large', 'ops/s'],
  ['E3', 'away', 'took', 'ms'],
  ['E4 p50', 'crowd', 'lastP50', 'ms'],
  ['E4 p99', 'crowd', 'lastP99', 'ms'],
  ['E5', 'many', 'rate', 'ops/s'],
  ['CPU: server, E1', 'latency', 'serverCpu', 'µs'],
  ['devices, E1', 'latency', 'deviceCpu', 'µs'],
  ['server, E2', 'burst', 'serverCpu', 'µs'],
  ['devices, E2', 'burst', 'deviceCpu', 'µs'],
  ['server, E5', 'many', 'serverCpu', 'µs'],
  ['devices, E5', 'many', 'deviceCpu', 'µs'],
  ['server memory, E2', 'burst', 'serverMemory', 'kB'],
];

export function allCells(contenders: readonly Contender[], rounds: Rounds): Cells {
  const head = ['figure', ...contenders.map(({ name }) => name)];
  const rows = COLUMNS.map(([title, workload, figure, unit]) => [
    title,
    ...contenders.map((contender) => {
      const value = mediansOf(rounds, workload, contender)[figure];
      return value === undefined ? '' : showFigure(value, unit);
    }),
  ]);
  return [head, ...rows.filter(([, ...cells]) => cells.some((cell) => cell !== ''))];
}
