import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, printTable } from '../docs/table.ts';
import { type Section, writeSection } from '../docs/write-section.ts';
import { drawChart } from '../local/draw-chart.ts';
import { cellsOf, tableOf } from '../local/print-lines.ts';
import { FLOORS, OURS } from './contender.ts';
import { allCells, linesOf } from './figures.ts';
import { measureAll } from './measure.ts';
import { installPeers, PEERS } from './peers.ts';
import { runShort } from './run-short.ts';
import { TARGETS } from './targets.ts';
import { FULL, type Workloads } from './workloads/workloads.ts';

const PAGES = join(import.meta.dirname, '../../../docs');
const SECTION: Section = { name: 'e2e', command: 'npm run bench -- e2e --docs' };
const TITLE = 'From device to device, each figure beside its floor';

/** Measures the way from device to device beside its floors. Resolves to false when something is not what it must be. */
export async function runEndToEnd(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      json: { type: 'string' },
      chart: { type: 'string' },
      docs: { type: 'boolean', default: false },
      profile: { type: 'string' },
      peers: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.short) return runShort(values.record);
  const begunMs = performance.now();
  const workloads = chosen(values.only);
  if (values.peers) installPeers();
  const contenders = [OURS, ...Object.values(FLOORS), ...(values.peers ? PEERS : [])];
  const rounds = await measureAll({ workloads, contenders, rounds: Number(values.rounds), profile: values.profile });
  const targets = TARGETS.filter(({ workload }) => workload in workloads);
  const lines = linesOf(targets, rounds);
  const all = allCells(contenders, rounds);
  process.stdout.write(`${tableOf(lines)}\n\n${printTable(all, (column) => column === 0)}\n`);
  const chart = drawChart([{ title: TITLE, lines }]);
  if (values.json)
    writeFileSync(values.json, `${JSON.stringify({ lines, rounds: Object.fromEntries(rounds) }, null, 2)}\n`);
  if (values.chart) writeFileSync(values.chart, chart);
  if (values.docs) {
    writeFileSync(join(PAGES, 'performance-e2e.svg'), chart);
    const picture = '![each figure as a share of what it must be](performance-e2e.svg)';
    const text = `${markdownTable(cellsOf(lines))}\n\n${picture}\n\n${markdownTable(all)}`;
    writeSection(join(PAGES, 'performance.md'), SECTION, text, performance.now() - begunMs);
  }
  return lines.every(({ verdict }) => verdict !== 'missed');
}

/** `--only latency,burst`. */
function chosen(only: string | undefined): Partial<Workloads> {
  if (only === undefined) return FULL;
  const names = only.split(',');
  const unknown = names.find((name) => !(name in FULL));
  if (unknown !== undefined)
    throw new Error(`There is no workload "${unknown}": choose of ${Object.keys(FULL).join(', ')}.`);
  return Object.fromEntries(Object.entries(FULL).filter(([name]) => names.includes(name)));
}
