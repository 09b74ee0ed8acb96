import type { BrokenBuild } from '../builds/broken.ts';
import type { RunOptions, Stage } from '../stage/stage.ts';

export interface Size {
  readonly runs: number;
  /** Faults a run. */
  readonly faults: number;
}

/** A kind of real fault, and how it is brought about. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What one fault is. */
  readonly fault: string;
  readonly settings: string;
  readonly full: Size;
  readonly quick: Size;
  /** The build that must not pass, and how much of it is enough. */
  readonly broken: BrokenBuild;
  readonly control: Size;
  open(options: RunOptions): Promise<Scene>;
}

export interface Scene {
  readonly stage: Stage;
  /** Hits with the faults asked for while everybody writes. */
  play(): Promise<void>;
}
