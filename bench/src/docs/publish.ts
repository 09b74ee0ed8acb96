import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawChart, type Table } from '../local/draw-chart.ts';
import { cellsOf } from '../local/print-lines.ts';
import { markdownTable } from './table.ts';
import { type Section, writeSection } from './write-section.ts';

const PAGES = join(import.meta.dirname, '../../../docs');

/** The options of a command that publishes: `--json FILE`, `--chart FILE`, `--docs`. */
export const PUBLISHING = {
  json: { type: 'string' },
  chart: { type: 'string' },
  docs: { type: 'boolean', default: false },
} as const;

export interface Asked {
  readonly json?: string | undefined;
  readonly chart?: string | undefined;
  readonly docs: boolean;
}

export interface Outcome {
  readonly section: Section;
  /** What is drawn, and stands first on the page; a title of a single table is left out there. */
  readonly tables: readonly Table[];
  /** Stands below the chart. */
  readonly more?: string | undefined;
  /** For machines. */
  readonly told: unknown;
  readonly tookMs: number;
}

/** Beyond the terminal: a file for machines, a chart for people, the page that users read with its chart beside it. */
export function publish({ json, chart, docs }: Asked, outcome: Outcome, pages: string = PAGES): void {
  const { section, tables, more, told, tookMs } = outcome;
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(told, null, 2)}\n`);
  if (chart !== undefined) writeFileSync(chart, drawChart(tables));
  if (!docs) return;
  const picture = `performance-${section.name}.svg`;
  writeFileSync(join(pages, picture), drawChart(tables));
  const parts = tables.map(({ title, lines }) => {
    const table = markdownTable(cellsOf(lines));
    return tables.length > 1 ? `### ${title}\n\n${table}` : table;
  });
  const text = [...parts, `![each figure as a share of what it must be](${picture})`, ...(more ? [more] : [])];
  writeSection(join(pages, 'performance.md'), section, text.join('\n\n'), tookMs);
}
