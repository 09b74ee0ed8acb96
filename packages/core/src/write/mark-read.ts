import { conversationStream } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import { checkKey, checkOrd } from '../model/check-body.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import { putState } from '../sync/stream-state.ts';
import type { MarkTeller } from '../sync/tell-marks.ts';

/** Raises one's read mark, at most to the newest message known; it never falls. Resolves once it is durable. */
export async function markRead(
  { db, book, marks }: { readonly db: LocalDb; readonly book: StreamBook; readonly marks: MarkTeller },
  conversationId: string,
  ord: number | undefined,
): Promise<void> {
  const stream = conversationStream(checkKey('conversationId', conversationId));
  if (ord !== undefined) checkOrd('ord', ord);
  await book.exclusive(async () => {
    await book.load([stream]);
    book.claim(stream);
    const state = book.state(stream);
    const newest = state.cursor?.ord ?? 0;
    const read = Math.min(ord ?? newest, newest);
    if (read <= state.own.read) return;
    const own = { ...state.own, read, delivered: Math.max(state.own.delivered, read) };
    const next = { ...state, own };
    const members = book.marks(stream);
    await db.commit([putState(next, members)], { committed: () => book.keep(next, members) });
  });
  marks.look(stream);
}
