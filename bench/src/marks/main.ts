import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.ts';
import { SECTIONS } from '../docs/sections.ts';
import { markdownTable, printTable } from '../docs/table.ts';
import { writeSection } from '../docs/write-section.ts';
import { crowd } from './crowd.ts';
import { cellsOf, figureOf, isLinear, type MarksFigure } from './figure.ts';

const PAGE = join(import.meta.dirname, '../../../docs/performance.md');
const MEMBERS = [125, 250, 500, 1_000];
const AUTHORS = [1, 10];

/** Measures what marks cost in large groups. Resolves to false where it grows faster than the group. */
export async function runMarks(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'string' }, docs: { type: 'boolean', default: false } },
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
  process.stdout.write(`${printTable(rows, () => false)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(told, undefined, 2)}\n`);
  if (values.docs) writeSection(PAGE, SECTIONS.marks, markdownTable(rows), performance.now() - begunMs);
  return figures.every((figure) => isLinear(figure, figures));
}
