import { createProgress } from '../../../scripts/progress.ts';
import type { Measured } from '../local/trial.ts';
import type { Contender } from './contender.ts';
import { openStage } from './stage.ts';
import { turns } from './turns.ts';
import type { Workload } from './workloads/workload.ts';
import type { Workloads } from './workloads/workloads.ts';

/** What each contender did in each round of a workload. */
export type Rounds = ReadonlyMap<string, readonly Measured[]>;

export const roundsKey = (workload: string, contender: string): string => `${workload} ${contender}`;

export interface MeasureOptions {
  readonly workloads: Partial<Workloads>;
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** Where CPU profiles of every process go, a folder a trial. */
  readonly profile?: string | undefined;
}

/** Measures each workload with each contender, in turns, each trial in fresh processes over empty folders. */
export async function measureAll({ workloads, contenders, rounds, profile }: MeasureOptions): Promise<Rounds> {
  const works = Object.entries(workloads) as [keyof Workloads, Workload][];
  const can = ([, workload]: (typeof works)[number], who: Contender): boolean =>
    (workload.needsKeeping !== true || who.keepsForTheAbsent) && !(workload.needsMany && who.isForTwo);
  const all = turns(works, contenders, rounds, can);
  const found = new Map<string, Measured[]>();
  const progress = createProgress(process.stderr);
  for (const [i, { work, who, round }] of all.entries()) {
    const [name, workload] = work;
    progress.tell(`${i + 1}/${all.length} round ${round + 1}: ${workload.name}, ${who.name}`);
    const stage = await openStage({ contender: who, profile: profile && `${profile}/${name}-${who.name}-${round}` });
    try {
      const key = roundsKey(name, who.name);
      found.set(key, [...(found.get(key) ?? []), await workload.run(stage)]);
    } finally {
      await stage.close();
    }
  }
  progress.end();
  return found;
}
