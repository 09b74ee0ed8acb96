import { parseArgs } from 'node:util';
import { PUBLISHING, publish } from '../docs/publish.ts';
import { SECTIONS } from '../docs/sections.ts';
import { markdownTable, printTable } from '../docs/table.ts';
import { installPeers } from '../install-peers.ts';
import { tableOf } from '../local/print-lines.ts';
import { FLOORS, OURS } from './contender.ts';
import { allCells, linesOf, rivalLines } from './figures.ts';
import { measureAll } from './measure.ts';
import { PEERS } from './peers.ts';
import { runShort } from './run-short.ts';
import { TARGETS } from './targets.ts';
import { FULL, QUICK, type Workloads } from './workloads/workloads.ts';

const TITLE = 'From device to device, each figure beside its floor';

/** Measures the way from device to device beside its floors. Resolves to false when something is not what it must be. */
export async function runEndToEnd(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      ...PUBLISHING,
      profile: { type: 'string' },
      peers: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.short) return runShort(values.record);
  const begunMs = performance.now();
  const workloads = chosen(values.quick ? QUICK : FULL, values.only);
  if (values.peers) installPeers();
  const contenders = [OURS, ...Object.values(FLOORS), ...(values.peers ? PEERS : [])];
  const rounds = await measureAll({ workloads, contenders, rounds: Number(values.rounds), profile: values.profile });
  const targets = TARGETS.filter(({ workload }) => workload in workloads);
  const lines = [...linesOf(targets, rounds), ...rivalLines(contenders, rounds)];
  const all = allCells(contenders, rounds);
  process.stdout.write(`${tableOf(lines)}\n\n${printTable(all, (column) => column === 0)}\n`);
  publish(values, {
    section: SECTIONS.e2e,
    tables: [{ title: TITLE, lines }],
    more: markdownTable(all),
    told: { lines, rounds: Object.fromEntries(rounds) },
    tookMs: performance.now() - begunMs,
  });
  return lines.every(({ verdict }) => verdict !== 'missed');
}

/** `--only latency,burst`. */
function chosen(all: Workloads, only: string | undefined): Partial<Workloads> {
  if (only === undefined) return all;
  const names = only.split(',');
  const unknown = names.find((name) => !(name in all));
  if (unknown !== undefined)
    throw new Error(`There is no workload "${unknown}": choose of ${Object.keys(all).join(', ')}.`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
