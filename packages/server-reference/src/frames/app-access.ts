import { parseStream, type StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';

/** Whether a user may read a stream that is not a conversation; those the log itself answers for. */
export async function mayRead(context: Context, session: Session, stream: StreamId): Promise<boolean> {
  const { kind, scope } = parseStream(stream);
  if (kind === 'conversation') return true;
  if (kind === 'user') return scope === session.user;
  return context.authorize({ user: session.user, stream, action: 'read' });
}
