import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Row } from './row.ts';
import { markdownTable } from './table.ts';

const BEGIN = '<!-- faults: written by `npm run faults -- --docs` -->';
const END = '<!-- /faults -->';

/** The page with the text between its markers replaced. Throws where there are none. */
export function replaceBetween(page: string, text: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The page needs the lines ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n\n${text}\n\n${END}${after}`;
}

/** Puts the table into the page, with where and when it comes from. */
export function writeDocs(path: string, rows: readonly Row[], tookMs: number): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`;
  const when = new Date().toISOString().slice(0, 10);
  const from = `${when}, commit ${commit}, ${machine}; ${Math.round(tookMs / 1000)} s in all.`;
  writeFileSync(path, replaceBetween(readFileSync(path, 'utf8'), `${from}\n\n${markdownTable(rows)}`));
}
