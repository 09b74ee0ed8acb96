import { type Cells, printTable } from '../docs/table.ts';
import { type Figure, holds, ratioOf, type Spread } from './figure.ts';

const HEAD = ['figure', 'p50', 'p99', 'floor p50', 'floor p99', 'times floor', 'must', 'floor'];

const isText = (column: number): boolean => column === 0 || column === HEAD.length - 1;

export const cellsOf = (figures: readonly Figure[]): Cells => [HEAD, ...figures.map(rowOf)];

export const tableOf = (figures: readonly Figure[]): string => printTable(cellsOf(figures), isText);

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
