import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** A part of a page that a command writes. */
export interface Section {
  readonly name: string;
  /** What a reader types to get it anew. */
  readonly command: string;
}

/** The page with what lies between the section's markers replaced. Throws where it has none. */
export function replaceSection(page: string, { name, command }: Section, text: string): string {
  const begin = `<!-- ${name}: written by \`${command}\` -->`;
  const end = `<!-- /${name} -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The page needs the lines ${begin} and ${end}.`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

/** Puts what was measured into the page, with where and when it comes from. */
export function writeSection(path: string, section: Section, text: string, tookMs: number): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`;
  const when = new Date().toISOString().slice(0, 10);
  const from = `${when}, commit ${commit}, ${machine}; ${Math.round(tookMs / 1000)} s in all.`;
  writeFileSync(path, replaceSection(readFileSync(path, 'utf8'), section, `${from}\n\n${text}`));
}
