import type { Bound } from '../local/line.ts';
import type { FLOORS } from './contender.ts';
import type { Workloads } from './workloads/workloads.ts';

/** One line of the table to be: our figure of a workload beside a floor's. */
export interface Target extends Bound {
  readonly workload: keyof Workloads;
  readonly figure: string;
  readonly floor: keyof typeof FLOORS;
}

const RELAY = { floor: 'relay' } as const;
/** Commits as ours does: the server's survive a loss of power, the devices' a crash of the process. */
const STORED = { floor: 'full' } as const;

export const TARGETS: readonly Target[] = [
  { name: 'E1 p50', workload: 'latency', figure: 'latencyP50', unit: 'ms', ...RELAY, must: 5, aim: 3.3 },
  { name: 'E1 p99', workload: 'latency', figure: 'latencyP99', unit: 'ms', ...RELAY, must: 2, aim: 1.5 },
  { name: 'E1 p50', workload: 'latency', figure: 'latencyP50', unit: 'ms', ...STORED },
  { name: 'E2 10k', workload: 'burst', figure: 'large', unit: 'ops/s', ...RELAY, must: 0.55, aim: 1 },
  { name: 'E2 10k', workload: 'burst', figure: 'large', unit: 'ops/s', ...STORED },
  { name: 'E2 1k', workload: 'burst', figure: 'small', unit: 'ops/s', ...RELAY, must: 1, aim: 2.5 },
  { name: 'E2 1k', workload: 'burst', figure: 'small', unit: 'ops/s', ...STORED },
  { name: 'E3 10k', workload: 'away', figure: 'took', unit: 'ms', ...STORED, must: 1.5, aim: 1.1 },
  { name: 'E4 200, last', workload: 'crowd', figure: 'lastP50', unit: 'ms', ...RELAY, must: 1.3, aim: 1.05 },
  { name: 'E4 200, last', workload: 'crowd', figure: 'lastP50', unit: 'ms', ...STORED },
  { name: 'E5 50 × 100', workload: 'many', figure: 'rate', unit: 'ops/s', ...STORED, must: 0.6, aim: 1 },
];

/** Beside each rival. */
export const RIVAL_BOUNDS: readonly Omit<Target, 'floor'>[] = [
  { name: 'E1 p50', workload: 'latency', figure: 'latencyP50', unit: 'ms', must: 1 },
  { name: 'E1 p99', workload: 'latency', figure: 'latencyP99', unit: 'ms', must: 1 },
  { name: 'E2 1k', workload: 'burst', figure: 'small', unit: 'ops/s', must: 1 },
  { name: 'E2 10k', workload: 'burst', figure: 'large', unit: 'ops/s', must: 1 },
  { name: 'E3', workload: 'away', figure: 'took', unit: 'ms', must: 1 },
];

/** Processor time a message of the server. */
export const SERVER_TARGETS: readonly Target[] = [
  { name: 'server CPU, E1', workload: 'latency', figure: 'serverCpu', unit: 'µs', ...STORED, must: 2, aim: 1 },
  { name: 'server CPU, E2 10k', workload: 'burst', figure: 'serverCpu', unit: 'µs', ...STORED, must: 2, aim: 1 },
  { name: 'server CPU, E5', workload: 'many', figure: 'serverCpu', unit: 'µs', ...STORED, must: 2, aim: 1 },
];
