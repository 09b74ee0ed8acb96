import { type Cells, printTable } from '../docs/table.ts';
import type { Line } from './line.ts';

const HEAD = ['workload', 'ours', 'beside', 'ratio', 'must', 'aim', ''];

const isText = (column: number): boolean => column === 0 || column === HEAD.length - 1;

export const cellsOf = (lines: readonly Line[]): Cells => [HEAD, ...lines.map(rowOf)];

export const tableOf = (lines: readonly Line[]): string => printTable(cellsOf(lines), isText);

function rowOf({ name, ours, other, value, unit, must, aim, verdict }: Line): readonly string[] {
  const shown = (figure: number): string => (unit === 'ms' ? `${digits(figure)} ms` : `${Math.round(figure)}/s`);
  const sign = unit === 'ms' ? '≤' : '≥';
  const bound = (limit: number | undefined): string => (limit === undefined ? '' : `${sign} ${limit}`);
  const mark = { aim: 'aim', must: 'ok', missed: 'MISSED', none: '' }[verdict];
  const besides = other === undefined ? '' : shown(other);
  return [name, shown(ours), besides, other === undefined ? '' : digits(value), bound(must), bound(aim), mark];
}

const digits = (figure: number): string => (figure < 10 ? figure.toPrecision(3) : figure.toFixed(1));
