import { type Figure, holds, ratioOf, type Spread } from './figure.ts';

const HEAD = ['figure', 'p50', 'p99', 'floor p50', 'floor p99', 'times floor', 'must', 'floor'];

export const cellsOf = (figures: readonly Figure[]): readonly (readonly string[])[] => [HEAD, ...figures.map(rowOf)];

export function tableOf(figures: readonly Figure[]): string {
  const rows = cellsOf(figures);
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === HEAD.length - 1;
  const pad = (cell: string, column: number): string =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

function rowOf(figure: Figure): readonly string[] {
  const { name, unit, ours, floor, mustBeBelow } = figure;
  const must = mustBeBelow === undefined ? '' : `< ${mustBeBelow} ms ${holds(figure) ? 'ok' : 'BROKEN'}`;
  const cells = (spread: Spread): readonly string[] => [shown(spread.p50, unit), shown(spread.p99, unit)];
  return [name, ...cells(ours), ...cells(floor), ratioOf(figure).toFixed(1), must, floor.name];
}

function shown(value: number | undefined, unit: Figure['unit']): string {
  if (value === undefined) return '';
  return unit === 'ms' ? `${value < 10 ? value.toPrecision(3) : value.toFixed(1)} ms` : `${Math.round(value)}/s`;
}
