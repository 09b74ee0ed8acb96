import type { MarkUp } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';

/** Queues the raises for the next commit (PRO-31); a stream that is not one's own answers as a missing one. */
export function serveMark(context: Context, session: Session, { marks }: MarkUp): void {
  if (context.isDraining()) session.sendError('server/draining');
  else context.committer.enqueue({ kind: 'mark', session, marks });
}
