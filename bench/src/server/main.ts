import { execSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.ts';
import { PUBLISHING, publish } from '../docs/publish.ts';
import { SECTIONS } from '../docs/sections.ts';
import { FLOORS, OURS } from '../e2e/contender.ts';
import { linesOf } from '../e2e/figures.ts';
import { measureAll } from '../e2e/measure.ts';
import { SERVER_TARGETS } from '../e2e/targets.ts';
import { turns } from '../e2e/turns.ts';
import { FULL, QUICK, type Workloads } from '../e2e/workloads/workloads.ts';
import { type Bound, type Line, lineBetween } from '../local/line.ts';
import { medians } from '../local/median.ts';
import { tableOf } from '../local/print-lines.ts';
import type { Measured } from '../local/trial.ts';
import { connectionsWithin } from './connections-within.ts';
import { measureIdle } from './measure-idle.ts';

const IDLE_BOUNDS: readonly (Bound & { readonly figure: string })[] = [
  { figure: 'memory', name: 'E6 memory an idle connection', unit: 'kB', must: 1.5, aim: 1.2 },
  { figure: 'heap', name: 'E6 of that, objects', unit: 'kB', must: 1.5, aim: 1.2 },
  { figure: 'opened', name: 'E6 all are there', unit: 'ms' },
  { figure: 'storm', name: 'E6 2,000 cut at once are back', unit: 'ms' },
];

/** Measures what a server costs beside its floors. Resolves to false when something is not what it must be. */
export async function runServer(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '10000' },
      quick: { type: 'boolean', default: false },
      ...PUBLISHING,
    },
  });
  const begunMs = performance.now();
  const rounds = Number(values.rounds);
  const lines = [
    ...(await messageLines(rounds, values.quick ? QUICK : FULL)),
    ...(await idleLines(rounds, Number(values.connections))),
  ];
  process.stdout.write(`${tableOf(lines)}\n`);
  const tables = [{ title: 'What a server costs', lines }];
  publish(values, { section: SECTIONS.server, tables, told: lines, tookMs: performance.now() - begunMs });
  return lines.every(({ verdict }) => verdict !== 'missed');
}

async function messageLines(rounds: number, { latency, burst, many }: Workloads): Promise<readonly Line[]> {
  const contenders = [OURS, FLOORS.full];
  return linesOf(SERVER_TARGETS, await measureAll({ workloads: { latency, burst, many }, contenders, rounds }));
}

async function idleLines(rounds: number, wanted: number): Promise<readonly Line[]> {
  const limit = Number(execSync('ulimit -n', { shell: '/bin/bash', encoding: 'utf8' }));
  const connections = connectionsWithin(wanted, limit);
  if (connections < wanted)
    process.stderr.write(`ONLY ${connections} CONNECTIONS: this shell allows ${limit} files (ulimit -n)\n`);
  const found = new Map<string, Measured[]>([OURS, FLOORS.relay].map(({ name }) => [name, []]));
  const progress = createProgress(process.stderr);
  for (const { who, round } of turns(['idle'], [OURS, FLOORS.relay], rounds, () => true)) {
    progress.tell(`round ${round + 1}: E6 ${connections} idle connections, ${who.name}`);
    found.get(who.name)?.push(await measureIdle(who, connections));
  }
  progress.end();
  const [ours, floor] = [OURS, FLOORS.relay].map(({ name }) => medians(found.get(name) ?? []));
  return IDLE_BOUNDS.map(({ figure, ...bound }) => {
    const name = `${bound.name}, ${connections} of them, beside ${FLOORS.relay.name}`;
    return lineBetween({ ...bound, name }, ours?.[figure] ?? Number.NaN, floor?.[figure] ?? Number.NaN);
  });
}
