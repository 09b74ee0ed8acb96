import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from '../docs/table.ts';
import { type Section, writeSection } from '../docs/write-section.ts';
import { drawChart, type Table } from './draw-chart.ts';
import { interleave } from './interleave.ts';
import { type Line, lineOf, type Results, resultKey, type Target } from './line.ts';
import { medians } from './median.ts';
import { cellsOf, tableOf } from './print-lines.ts';
import { runInNode } from './run-in-node.ts';
import { runInPage } from './run-in-page.ts';
import { servePage } from './serve-page.ts';
import { browserTargets, nodeTargets, trialsOf } from './targets.ts';
import { type Measured, nameOf, type Side, type Trial } from './trial.ts';

const PAGES = join(import.meta.dirname, '../../../docs');
const SECTION: Section = { name: 'local', command: 'npm run bench -- local --docs' };

/** Where a trial runs. */
type Stand = (side: Side, trial: Trial) => Promise<Measured>;

/** Measures the local workloads beside their floors. Resolves to false when something is not what it must be. */
export async function runLocal(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      node: { type: 'boolean' },
      browser: { type: 'boolean' },
      large: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      json: { type: 'string' },
      chart: { type: 'string' },
      docs: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  const only = (target: Target): boolean => values.only === undefined || target.name.includes(values.only);
  const begunMs = performance.now();
  const both = values.node === values.browser;
  const tables: Table[] = [];
  if (values.node || both) {
    const lines = await measure(nodeTargets(values.large).filter(only), rounds, runInNode);
    tables.push({ title: `Node ${process.version}, beside better-sqlite3`, lines });
  }
  if (values.browser || both) {
    const page = await servePage();
    const stand: Stand = (side, trial) => runInPage(page.url, side, trial);
    const lines = await measure(browserTargets().filter(only), rounds, stand);
    page.close();
    tables.push({ title: 'Chromium, beside raw IndexedDB', lines });
  }
  for (const { title, lines } of tables) process.stdout.write(`${title}\n${tableOf(lines)}\n\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(tables, null, 2)}\n`);
  if (values.chart) writeFileSync(values.chart, drawChart(tables));
  if (values.docs) writeDocs(tables, performance.now() - begunMs);
  return tables.every(({ lines }) => lines.every(({ verdict }) => verdict !== 'missed'));
}

/** Into the page that users read: the tables, and the chart beside it. */
function writeDocs(tables: readonly Table[], tookMs: number): void {
  writeFileSync(join(PAGES, 'performance-local.svg'), drawChart(tables));
  const text = tables.map(({ title, lines }) => `### ${title}\n\n${markdownTable(cellsOf(lines))}`).join('\n\n');
  const chart = '![each figure as a share of what it must be](performance-local.svg)';
  writeSection(join(PAGES, 'performance.md'), SECTION, `${text}\n\n${chart}`, tookMs);
}

async function measure(targets: readonly Target[], rounds: number, stand: Stand): Promise<readonly Line[]> {
  const runs = interleave(trialsOf(targets), rounds);
  const found = new Map<string, Measured[]>();
  for (const [i, { trial, side, round }] of runs.entries()) {
    process.stderr.write(`${i + 1}/${runs.length} round ${round + 1}: ${nameOf(trial)}, ${side}\n`);
    const key = resultKey(side, trial);
    found.set(key, [...(found.get(key) ?? []), await stand(side, trial)]);
  }
  const results: Results = new Map([...found].map(([key, measured]) => [key, medians(measured)]));
  return targets.map((target) => lineOf(target, results));
}
