import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.ts';
import { PUBLISHING, publish } from '../docs/publish.ts';
import { SECTIONS } from '../docs/sections.ts';
import { markdownTable } from '../docs/table.ts';
import type { Table } from './draw-chart.ts';
import { interleave } from './interleave.ts';
import { type Line, lineOf, type Results, resultKey, type Target } from './line.ts';
import { medians } from './median.ts';
import { besidePeers } from './peers/beside-peers.ts';
import { PEER_FIGURES } from './peers/figures.ts';
import { tableOf } from './print-lines.ts';
import { runInNode } from './run-in-node.ts';
import { runInPage } from './run-in-page.ts';
import { servePage } from './serve-page.ts';
import { browserTargets, nodeTargets, trialsOf } from './targets.ts';
import { type Measured, nameOf, type Side, type Trial } from './trial.ts';

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
      peers: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      ...PUBLISHING,
    },
  });
  const rounds = Number(values.rounds);
  const only = ({ name }: { readonly name: string }): boolean =>
    values.only === undefined || name.includes(values.only);
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
  const peers = values.peers ? await besidePeers(PEER_FIGURES.filter(only), rounds) : undefined;
  publish(values, {
    section: SECTIONS.local,
    tables,
    more: peers && `### ${peers.title}\n\n${markdownTable(peers.cells)}`,
    told: peers === undefined ? tables : { tables, peers: peers.found },
    tookMs: performance.now() - begunMs,
  });
  return tables.every(({ lines }) => lines.every(({ verdict }) => verdict !== 'missed')) && peers?.isAhead !== false;
}

async function measure(targets: readonly Target[], rounds: number, stand: Stand): Promise<readonly Line[]> {
  const runs = interleave(trialsOf(targets), rounds);
  const found = new Map<string, Measured[]>();
  const progress = createProgress(process.stderr);
  for (const [i, { trial, side, round }] of runs.entries()) {
    progress.tell(`${i + 1}/${runs.length} round ${round + 1}: ${nameOf(trial)}, ${side}`);
    const key = resultKey(side, trial);
    found.set(key, [...(found.get(key) ?? []), await stand(side, trial)]);
  }
  progress.end();
  const results: Results = new Map([...found].map(([key, measured]) => [key, medians(measured)]));
  return targets.map((target) => lineOf(target, results));
}
