import { type Head, userStream } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';

/** Covers at least this long, however often one pings. */
const RECENT_MS = 30_000;

/** PRO-11: the heads that moved lately, read from the log, so that lost fan-out is found. */
export async function servePing(context: Context, session: Session): Promise<void> {
  const { log, time } = context;
  const now = time.now();
  const since = Math.min(session.pings.lastButOne, now - RECENT_MS);
  session.pings.lastButOne = session.pings.last;
  session.pings.last = now;
  const moved = await log.movedSince(session.user, since);
  const others = await log.heads(session.user, [userStream(session.user), ...session.appStreams]);
  const heads: readonly Head[] = [...moved, ...others.filter(({ at }) => at >= since)];
  session.send([JSON.stringify({ type: 'pong', heads })]);
}
