import type { StreamId } from '@tidemark/protocol';
import type { Committer } from './commit/committer.ts';
import type { ServerTime } from './commit/server-time.ts';
import type { StreamCache } from './commit/stream-cache.ts';
import type { Presences } from './fanout/presences.ts';
import type { RecentSignals } from './fanout/recent-signals.ts';
import type { Sessions } from './fanout/sessions.ts';
import type { ServerLimits } from './limits.ts';
import type { Log } from './log/log.ts';
import type { Runtime } from './runtime.ts';
import type { VerifyToken } from './token/token.ts';

/** What a handler of a client frame works with. */
export interface Context {
  readonly log: Log;
  readonly cache: StreamCache;
  readonly committer: Committer;
  readonly sessions: Sessions;
  readonly runtime: Runtime;
  readonly time: ServerTime;
  readonly limits: ServerLimits;
  readonly verifyToken: VerifyToken;
  readonly authorize: Authorize;
  readonly rate: { take(user: string, count: number): number };
  readonly signals: RecentSignals;
  readonly presences: Presences;
  /** Whether what may be shed is: half of the ops that may wait for a commit do. */
  readonly isUnderLoad: () => boolean;
  readonly isDraining: () => boolean;
  readonly failed: (error: unknown) => void;
}

export interface AccessRequest {
  readonly user: string;
  readonly stream: StreamId;
  readonly action: 'read' | 'write';
  /** Of a write. */
  readonly collection?: string | undefined;
  readonly key?: string | undefined;
}

/** Whether a user may read or write in an `app:` stream (PRO-20). */
export type Authorize = (request: AccessRequest) => boolean | Promise<boolean>;

/** Without a hook, `app:<user>` and `app:<user>/…` are that user's alone. */
export const ownAppStreamsOnly: Authorize = ({ user, stream }) =>
  stream === `app:${user}` || stream.startsWith(`app:${user}/`);
