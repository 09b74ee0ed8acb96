import { conversationStream, type Find, isStreamId } from '@tidemark/protocol';
import { parsePhrase } from '@tidemark/protocol/words';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import { encodeRow } from '../log/encode-row.ts';
import type { Place, StoredRow } from '../log/log.ts';

/** PRO-67: messages by their words, of the conversations one may read. */
export async function serveFind({ log }: Context, session: Session, find: Find): Promise<void> {
  const { id: re, text, conversation, from, after, before, limit } = find;
  const page = find.page === undefined ? undefined : placeOf(find.page);
  if (find.page !== undefined && page === undefined) {
    return session.sendError('frame/malformed', { re, found: 'page: not the `next` of an answer.' });
  }
  const phrase = parsePhrase(text);
  const scope = conversation === undefined ? {} : { conversation: conversationStream(conversation) };
  const wanted = { user: session.user, phrase, from, after, before, page, limit, ...scope };
  const found = await log.find(wanted);
  if (found === undefined) return session.sendError('stream/unknown', { re });
  const { hits, hasMore, complete } = found;
  const rows = hits.map((row) => `{"stream":${JSON.stringify(row.stream)},"row":${encodeRow(row)}}`);
  const last = hits.at(-1);
  const next = hasMore && last !== undefined ? `,"next":${JSON.stringify(pageAfter(last))}` : '';
  session.send([`{"type":"found","re":${re},"hits":[${rows.join(',')}]${next},"complete":${complete}}`]);
}

const pageAfter = ({ at, ord, stream }: StoredRow): string => `${at}.${ord}.${stream}`;

function placeOf(page: string): Place | undefined {
  const [, at, ord, stream = ''] = /^(\d{1,16})\.(\d{1,16})\.(.+)$/su.exec(page) ?? [];
  return isStreamId(stream) ? { at: Number(at), ord: Number(ord), stream } : undefined;
}
