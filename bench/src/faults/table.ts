import { type Cells, markdownTable, printTable } from '../docs/table.ts';
import { type Row, verdictOf } from './row.ts';

const COLUMNS: readonly (readonly [string, (row: Row) => string])[] = [
  ['scenario', ({ title, control }) => (control ? `control: ${control.build}` : title)],
  ['faults', ({ faults }) => number(faults.hit)],
  ['amid a write', ({ faults }) => (faults.kinds['kill'] === undefined ? '–' : number(faults.amid))],
  ['attempted', ({ attempted }) => number(attempted)],
  ['acknowledged', ({ acknowledged }) => number(acknowledged)],
  ['confirmed', ({ confirmed }) => number(confirmed)],
  ['failed', ({ failed }) => number(failed)],
  ['unknown', ({ unknown }) => number(unknown)],
  ['lost', ({ counts }) => number(counts.lost)],
  ['duplicated', ({ counts }) => number(counts.duplicated)],
  ['reordered', ({ counts }) => number(counts.reordered)],
  ['stale', ({ counts }) => number(counts.stale)],
  ['trouble', ({ counts }) => number(counts.trouble)],
  ['longest recovery', ({ longestRecoveryMs }) => seconds(longestRecoveryMs)],
  ['runs', ({ runs }) => number(runs)],
  ['seed', ({ seed }) => seed],
  ['as it must be', (row) => (verdictOf(row) === undefined ? 'yes' : 'NO')],
];

const cellsOf = (row: Row): readonly string[] => COLUMNS.map(([, cell]) => cell(row));

const tableOf = (rows: readonly Row[]): Cells => [COLUMNS.map(([title]) => title), ...rows.map(cellsOf)];
const isText = (column: number): boolean => column === 0;

/** For a terminal. */
export const printRows = (rows: readonly Row[]): string =>
  [printTable(tableOf(rows), isText), '', ...notesOf(rows), ...rows.flatMap(problemsOf)].join('\n');

/** For a page. */
export const markdownRows = (rows: readonly Row[]): string =>
  [markdownTable(tableOf(rows), isText), '', ...notesOf(rows).map((note) => `- ${note}`)].join('\n');

/** Settings, and which faults came how often. */
function notesOf(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ control }) => control === undefined)
    .map(({ title, settings, faults, recoveries }) => {
      const kinds = Object.entries(faults.kinds).map(([kind, count]) => `${number(count)} × ${kind}`);
      return `${title}: ${settings}. ${kinds.join(', ')}; ${number(recoveries)} recoveries measured.`;
    });
}

function problemsOf(row: Row): readonly string[] {
  const verdict = verdictOf(row);
  if (verdict === undefined) return [];
  return ['', `✗ ${row.control?.build ?? row.title}: ${verdict}`, ...row.findings.map((finding) => `    ${finding}`)];
}

const number = (value: number): string => value.toLocaleString('en');
const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${(ms / 1000).toFixed(2)} s`);
