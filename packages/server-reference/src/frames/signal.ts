import { type SignalUp, userStream } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';

/** Of two people, the one who blocks the other. */
async function blockers({ log }: Context, members: readonly string[], user: string): Promise<readonly string[]> {
  const others = members.filter((member) => member !== user);
  const rows = await log.loadRows(
    others.map((other) => ({ stream: userStream(other), collection: 'block', key: user })),
  );
  return rows.filter(({ body }) => body !== null).map(({ author }) => author);
}

/** PRO-34: to the other members who are connected, never stored, the first to be dropped. */
export async function serveSignal(context: Context, session: Session, signal: SignalUp): Promise<void> {
  const { stream, kind, ttlMs } = signal;
  if (context.isUnderLoad()) return;
  const isConversation = stream.startsWith('conversation:');
  const members = isConversation ? await context.log.members(stream) : [];
  if (!members.includes(session.user)) return session.sendError('stream/unknown', { found: `${stream}:` });
  context.signals.heard(stream, session.user, kind, ttlMs);
  const hidden = members.length === 2 ? await blockers(context, members, session.user) : [];
  const text = JSON.stringify({ type: 'signal', stream, from: session.user, kind, ttlMs });
  for (const user of members) {
    if (user === session.user || hidden.includes(user)) continue;
    for (const other of context.sessions.of(user)) if (!other.isBusy()) other.send([text]);
  }
}
