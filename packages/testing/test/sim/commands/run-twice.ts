import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createProgress } from '../../../../../scripts/progress.ts';
import { explore } from '../runs/explore.ts';
import type { Runs } from '../runs/run-seeds.ts';

export interface TwiceCommand {
  readonly replays: number;
  readonly from?: number | undefined;
  readonly jobs: number;
  readonly json?: string | undefined;
}

/** Runs seeds twice, the second time in the other order and in other threads: a run depends on nothing but its seed. */
export async function runTwice({ replays, from = randomInt(2 ** 40), jobs, json }: TwiceCommand): Promise<boolean> {
  const seeds = Array.from({ length: replays }, (_, n) => from + n);
  const progress = createProgress(process.stderr);
  const run = (order: readonly number[], which: string): Promise<Runs> =>
    explore({
      seeds: order,
      jobs,
      digests: true,
      progressed: ({ ran }) => progress.tell(`${which} time: ${ran} of ${replays} seeds`),
    });
  const once = new Map((await run(seeds, 'first')).digests);
  const twice = new Map((await run(seeds.toReversed(), 'second')).digests);
  progress.end();
  const divergent = seeds.filter((seed) => once.get(seed) === undefined || once.get(seed) !== twice.get(seed));
  for (const seed of divergent) console.log(`seed ${seed}: ${once.get(seed)}, then ${twice.get(seed)}`);
  console.log(`${replays} seeds from ${from} twice: ${divergent.length} divergent`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ from, replays, divergent })}\n`);
  return divergent.length === 0;
}
