import type { PresenceUp } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';

/** PRO-61, PRO-62: the first to be shed, as signals are; who is not answered asks again. */
export function servePresence({ presences, isUnderLoad, failed }: Context, session: Session, frame: PresenceUp): void {
  if (isUnderLoad()) session.sendError('rate/limited', { retryAfterMs: 5_000 });
  else session.inOrder(() => presences.said(session, frame).catch(failed));
}
