import type { Line } from './line.ts';

const HEAD = ['workload', 'ours', 'beside', 'ratio', 'must', 'aim', ''];

export const cellsOf = (lines: readonly Line[]): readonly (readonly string[])[] => [HEAD, ...lines.map(rowOf)];

export function tableOf(lines: readonly Line[]): string {
  const rows = cellsOf(lines);
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 || column === HEAD.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

function rowOf({ name, ours, other, value, unit, must, aim, verdict }: Line): readonly string[] {
  const shown = (figure: number): string => (unit === 'ms' ? `${digits(figure)} ms` : `${Math.round(figure)}/s`);
  const sign = unit === 'ms' ? '≤' : '≥';
  const bound = (limit: number | undefined): string => (limit === undefined ? '' : `${sign} ${limit}`);
  const mark = { aim: 'aim', must: 'ok', missed: 'MISSED', none: '' }[verdict];
  const besides = other === undefined ? '' : shown(other);
  return [name, shown(ours), besides, other === undefined ? '' : digits(value), bound(must), bound(aim), mark];
}

const digits = (figure: number): string => (figure < 10 ? figure.toPrecision(3) : figure.toFixed(1));
