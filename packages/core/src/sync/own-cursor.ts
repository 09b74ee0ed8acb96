import { type Hello, userStream } from '@tidemark/protocol';
import type { Identity } from './identity.ts';
import type { StreamBook } from './stream-book.ts';

/** Where one's own stream stands: the server tells if it moved. Conversations are told by `list`. */
export async function ownCursor(identity: Identity, book: StreamBook): Promise<Hello['cursors']> {
  const user = identity.user();
  if (user === undefined) return [];
  const stream = userStream(user);
  await book.load([stream]);
  const { cursor, marksRev } = book.state(stream);
  return cursor ? [{ stream, epoch: cursor.epoch, rev: cursor.rev, marksRev }] : [];
}
