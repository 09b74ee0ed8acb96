import type { Replica } from '../../replay/compare.ts';
import type { History } from '../device/history.ts';

/** A device as the run sees it: it may be killed and started again, and tells by what it notes. */
export interface Device {
  readonly user: string;
  readonly history: History;
  /** Launches it. It notes `up` when it writes. */
  start(): Promise<void>;
  /** SIGKILL. Resolves when it is gone and all its notes are read. */
  kill(): Promise<void>;
  /** Writes no more. */
  rest(): Promise<void>;
  /** Ends it in order. */
  close(): Promise<void>;
  /** What its database holds, after the end. */
  replica(): Promise<Replica>;
  /** Reads what it noted since. */
  poll(): void;
}
