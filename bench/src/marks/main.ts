import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.ts';
import { markdownTable, printTable } from '../docs/table.ts';
import { type Section, writeSection } from '../docs/write-section.ts';
import { crowd } from './crowd.ts';
import { cellsOf, figureOf, isLinear, type MarksFigure } from './figure.ts';

const PAGE = join(import.meta.dirname, '../../../docs/performance.md');
const SECTION: Section = { name: 'marks', command: 'npm run bench -- marks --docs' };
const MEMBERS = [125, 250, 500, 1_000];
const AUTHORS = [1, 10];

/** Measures what marks cost in large groups. Resolves to false where it grows faster than the group. */
export async function runMarks(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, docs: { type: 'boolean', default: false } },
  });
  const begunMs = performance.now();
  const progress = createProgress(process.stderr);
  const figures: MarksFigure[] = [];
  for (const authors of AUTHORS) {
    for (const members of MEMBERS) {
      progress.tell(`${members} members, ${authors} of them write …`);
      figures.push(figureOf(members, authors, await crowd({ members, authors })));
    }
  }
  progress.end();
  const rows = cellsOf(figures);
  const told = figures.map((figure) => ({ ...figure, isLinear: isLinear(figure, figures) }));
  process.stdout.write(`${values.json ? JSON.stringify(told, undefined, 2) : printTable(rows, () => false)}\n`);
  if (values.docs) writeSection(PAGE, SECTION, markdownTable(rows), performance.now() - begunMs);
  return figures.every((figure) => isLinear(figure, figures));
}
