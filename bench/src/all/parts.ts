import { join } from 'node:path';

/** One bench that `all` runs, and what of the options of `all` it takes. */
export interface Part {
  readonly name: string;
  readonly hasChart: boolean;
  readonly hasPeers: boolean;
  readonly hasRounds: boolean;
  /** Less of it, to see whether it works. */
  readonly quick: readonly string[];
}

const CHARTED = { hasChart: true, hasRounds: true } as const;

/** Everything that has a floor or a bound of what it must not cost. */
export const PARTS: readonly Part[] = [
  { name: 'e2e', ...CHARTED, hasPeers: true, quick: ['--quick', '--rounds', '1'] },
  { name: 'server', ...CHARTED, hasPeers: false, quick: ['--quick', '--rounds', '1', '--connections', '400'] },
  { name: 'local', ...CHARTED, hasPeers: true, quick: ['--rounds', '1', '--only', 'L2 bulk, 10k'] },
  { name: 'tabs', ...CHARTED, hasPeers: false, quick: ['--rounds', '1', '--sends', '50'] },
  { name: 'marks', hasChart: false, hasRounds: false, hasPeers: false, quick: [] },
];

export interface AllOptions {
  readonly peers: boolean;
  readonly docs: boolean;
  readonly quick: boolean;
  readonly rounds?: string | undefined;
  /** Folders: each part writes a file of its name there. */
  readonly json?: string | undefined;
  readonly chart?: string | undefined;
}

/** What a part is called with. */
export function argsFor({ name, ...part }: Part, { peers, docs, quick, rounds, json, chart }: AllOptions): string[] {
  return [
    ...(quick ? part.quick : rounds !== undefined && part.hasRounds ? ['--rounds', rounds] : []),
    ...(peers && part.hasPeers ? ['--peers'] : []),
    ...(docs ? ['--docs'] : []),
    ...(json === undefined ? [] : ['--json', join(json, `${name}.json`)]),
    ...(chart === undefined || !part.hasChart ? [] : ['--chart', join(chart, `${name}.svg`)]),
  ];
}
