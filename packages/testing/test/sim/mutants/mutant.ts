import type { Patch } from '../../../../../scripts/patch.ts';

/** A bug to be found: a small change to product code, as data. */
export interface Mutant {
  readonly name: string;
  /** What it breaks. */
  readonly breaks: string;
  /** Files are named from the folder `packages`. */
  readonly patches: readonly Patch[];
  /** Rules that are known to find it. */
  readonly rules?: readonly string[] | undefined;
  /** Why no seed finds it, where none can. Said in the table; a mutant without it must be found. */
  readonly survives?: string | undefined;
  /** One of the few that CI runs on every change, to see that the checks can fail. */
  readonly isQuick?: boolean | undefined;
}
