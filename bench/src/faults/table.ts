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

/** For a terminal: the first column to the left, numbers to the right. */
export function printTable(rows: readonly Row[]): string {
  const lines = [COLUMNS.map(([title]) => title), ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const table = lines.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
  return [...table, '', ...notesOf(rows), ...rows.flatMap(problemsOf)].join('\n');
}

/** For a page. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(COLUMNS.map(([title]) => title)),
    line(COLUMNS.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(cellsOf(row))),
    '',
    ...notesOf(rows).map((note) => `- ${note}`),
  ].join('\n');
}

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
