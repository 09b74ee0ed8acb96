import { type Pull, parseStream, type Want } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import { encodeRow } from '../log/encode-row.ts';
import type { Part } from '../log/log.ts';
import { mayRead } from './app-access.ts';
import { renewEpoch } from './renew-epoch.ts';

/** Answers with one `changes`, `page`, `reset` or `error` that names the request (PRO-12, 13, 27, 28, 30). */
export async function servePull(context: Context, session: Session, pull: Pull): Promise<void> {
  const { log, limits } = context;
  const { id: re, stream, want } = pull;
  if (!(await mayRead(context, session, stream))) return session.sendError('stream/unknown', { re });
  // Subscribed first, read later (PRO-27).
  if (parseStream(stream).kind === 'app') context.sessions.subscribeApp(session, stream);
  const part = await log.read({
    stream,
    want,
    user: session.user,
    limit: Math.min(pull.limit, limits.pageRows),
    maxBytes: limits.pageBytes,
    catchUpRevs: limits.catchUpRevs,
  });
  if (!part.isMember) return session.sendError('stream/unknown', { re });
  const { epoch, rev } = part.head;
  if (pull.epoch !== undefined && pull.epoch !== epoch) {
    return session.send([JSON.stringify({ type: 'reset', re, stream, epoch, why: 'epoch' })]);
  }
  if (revOf(want) > rev) {
    const renewed = await renewEpoch(context, stream, revOf(want));
    return session.send([JSON.stringify({ type: 'reset', re, stream, epoch: renewed, why: 'ahead' })]);
  }
  session.send([partFrame(pull, part)]);
}

function revOf(want: Want): number {
  if (want.kind === 'since') return want.rev;
  return want.kind === 'newest' || want.kind === 'ords' ? want.sinceRev : 0;
}

function partFrame({ id: re, stream, want }: Pull, part: Part): string {
  const { head, ords, to, marks } = part;
  const rows = `[${part.rows.map(encodeRow).join(',')}]`;
  const tail = marks === undefined ? '' : `,"marks":${JSON.stringify(marks)}`;
  const opening = `"re":${re},"stream":${JSON.stringify(stream)},"epoch":"${head.epoch}","rows":${rows}`;
  if (ords === undefined) {
    const from = want.kind === 'since' ? want.rev : 0;
    return `{"type":"changes",${opening},"from":${from},"to":${to ?? head.rev},"head":${JSON.stringify(head)}${tail}}`;
  }
  const newest = want.kind === 'newest' || want.kind === 'since';
  return (
    `{"type":"page",${opening},"ords":[${ords[0]},${ords[1]}],"minOrd":${part.minOrd},"head":${JSON.stringify(head)},` +
    `"newest":${newest}${tail}}`
  );
}
