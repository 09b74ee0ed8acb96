import type { Measured } from '../../local/trial.ts';
import type { Stage } from '../stage.ts';

/** What is done on a fresh stage, and how much of it. */
export interface Workload {
  readonly name: string;
  /** Only what keeps messages for who is away can do it. */
  readonly needsKeeping?: boolean | undefined;
  /** More than one conversation, or more than two people. */
  readonly needsMany?: boolean | undefined;
  run(stage: Stage): Promise<Measured>;
}
