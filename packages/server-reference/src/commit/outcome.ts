import type { StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Changed, RaisedMarks } from './batch.ts';

/** One op's change of one stream. In the op's own stream it is told to the pushing session as `result`. */
export interface Step extends Changed {
  readonly session?: Session | undefined;
  readonly result?: string | undefined;
}

/** What a committed batch leaves to tell. */
export interface Outcome {
  /** By stream, in the order of commit. */
  readonly steps: ReadonlyMap<StreamId, readonly Step[]>;
  /** Results that change nothing: refusals, duplicates, writes without effect. */
  readonly answers: ReadonlyMap<Session, readonly string[]>;
  readonly raised: ReadonlyMap<StreamId, RaisedMarks>;
  /** The earliest time at which something is to be done with a row that it wrote. */
  readonly dueAt: number | undefined;
}
