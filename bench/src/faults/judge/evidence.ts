import type { Replica } from '../../replay/compare.ts';
import type { Broken } from '../device/entry.ts';
import type { History } from '../device/history.ts';

export interface Finding {
  readonly what: Broken;
  /** Names the message, so that one message counts once. */
  readonly text: string;
}

/** A fault that hit, and when its cause was gone: the process launched again, the link as good as new. */
export interface HitFault {
  readonly kind: string;
  /** The devices it hit. */
  readonly users: readonly string[];
  readonly atMs: number;
  readonly healedMs: number;
}

/** All that a run leaves behind. */
export interface Evidence {
  readonly histories: readonly History[];
  readonly log: Replica;
  readonly replicas: readonly Replica[];
  /** Found while it ran: after a restart of the server, or because it did not get on. */
  readonly findings: readonly Finding[];
  readonly faults: readonly HitFault[];
  /** Kills that found a write or a push under way. */
  readonly amid: number;
}
