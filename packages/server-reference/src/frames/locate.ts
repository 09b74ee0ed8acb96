import type { Locate } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';

/** PRO-66: where a time or a message stands, for who may read the conversation. */
export async function serveLocate({ log }: Context, session: Session, { id: re, stream, what }: Locate): Promise<void> {
  const place = await log.locate({ stream, user: session.user, what });
  if (place === undefined) return session.sendError('stream/unknown', { re });
  const { epoch, ord } = place;
  if (ord === undefined) return session.sendError('op/missing', { re });
  session.send([JSON.stringify({ type: 'located', re, stream, epoch, ord })]);
}
