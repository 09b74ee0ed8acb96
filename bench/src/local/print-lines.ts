import { type Cells, printTable } from '../docs/table.ts';
import type { Line, Unit } from './line.ts';

const HEAD = ['workload', 'ours', 'beside', 'ratio', 'must', 'aim', ''];

const isText = (column: number): boolean => column === 0 || column === HEAD.length - 1;

export const cellsOf = (lines: readonly Line[]): Cells => [HEAD, ...lines.map(rowOf)];

export const tableOf = (lines: readonly Line[]): string => printTable(cellsOf(lines), isText);

function rowOf({ name, ours, other, value, unit, must, aim, verdict }: Line): readonly string[] {
  const shown = (figure: number): string => showFigure(figure, unit);
  const sign = unit === 'ops/s' ? '≥' : '≤';
  const bound = (limit: number | undefined): string => (limit === undefined ? '' : `${sign} ${limit}`);
  const mark = { aim: 'aim', must: 'ok', missed: 'MISSED', none: '' }[verdict];
  const besides = other === undefined ? '' : shown(other);
  return [name, shown(ours), besides, other === undefined ? '' : digits(value), bound(must), bound(aim), mark];
}

export const showFigure = (figure: number, unit: Unit): string =>
  unit === 'ops/s' ? `${Math.round(figure)}/s` : `${digits(figure)} ${unit}`;

const digits = (figure: number): string => (figure < 10 ? figure.toPrecision(3) : figure.toFixed(1));
