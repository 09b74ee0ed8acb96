import type { Limits } from '@tidemark/protocol';

/** Every bound the server keeps; those of the protocol are told in `welcome`. */
export interface ServerLimits extends Limits {
  /** Time from the connection to a good `hello`. */
  readonly helloMs: number;
  /** A session with more unread bytes than this is closed (PRO-35). */
  readonly bufferedBytes: number;
  /** Rows of one answer to a `pull`, whatever it asks for. */
  readonly pageRows: number;
  /** Bytes of bodies after which an answer to a `pull` is cut. */
  readonly pageBytes: number;
  /** Ops that may wait for a commit, of all sessions; more are refused with `rate/limited`. */
  readonly queuedOps: number;
  /** Ops a user may push a second, on average over ten seconds. 0: no limit. */
  readonly opsPerSecond: number;
  /** Members up to which everybody is told everybody's marks (PRO-32). */
  readonly namedMarks: number;
  /** Requests to `/v1/…` a user may make a second, on average over ten seconds. 0: no limit. */
  readonly requestsPerSecond: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  frameBytes: 65_536,
  opsPerPush: 500,
  bodyBytes: 32_768,
  heartbeatMs: 25_000,
  catchUpRevs: 1_000,
  helloMs: 10_000,
  bufferedBytes: 8 * 1_048_576,
  pageRows: 1_000,
  pageBytes: 524_288,
  queuedOps: 50_000,
  opsPerSecond: 0,
  namedMarks: 100,
  requestsPerSecond: 0,
};
