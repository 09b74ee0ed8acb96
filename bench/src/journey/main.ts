import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SECTIONS } from '../docs/sections.ts';
import { markdownTable } from '../docs/table.ts';
import { writeSection } from '../docs/write-section.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDurable } from './durable.ts';
import { type Figure, holds, ratioOf } from './figure.ts';
import { cellsOf, tableOf } from './print-table.ts';
import { measureVisible } from './visible.ts';

const PAGE = join(import.meta.dirname, '../../../docs/performance.md');

const PARTS: Readonly<Record<string, (folder: string) => Promise<readonly Figure[]>>> = {
  visible: measureVisible,
  durable: measureDurable,
  cold: measureColdStart,
};

/** Measures one message's journey. Resolves to false when a figure is not what it must be. */
export async function runJourney(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, only: { type: 'string' }, docs: { type: 'boolean', default: false } },
  });
  const begunMs = performance.now();
  const figures: Figure[] = [];
  for (const name of values.only?.split(',') ?? Object.keys(PARTS)) {
    const measure = PARTS[name];
    if (measure === undefined)
      throw new Error(`There is no part "${name}": choose of ${Object.keys(PARTS).join(', ')}.`);
    process.stderr.write(`measuring ${name} …\n`);
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
    try {
      figures.push(...(await measure(folder)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const told = figures.map((figure) => ({ ...figure, timesFloor: ratioOf(figure), holds: holds(figure) }));
  process.stdout.write(values.json ? `${JSON.stringify(told, null, 2)}\n` : `${tableOf(figures)}\n`);
  if (values.docs) writeSection(PAGE, SECTIONS.journey, markdownTable(cellsOf(figures)), performance.now() - begunMs);
  return figures.every(holds);
}
