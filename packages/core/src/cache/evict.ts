import { parseStream, type StreamId } from '@tidemark/protocol';
import type { CommitQueue } from '../local-db/commit-queue.ts';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Key, Stored } from '../local-db/storage-adapter.ts';
import type { CatchUp } from '../sync/catch-up.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import { putState, type StreamState, stateOf } from '../sync/stream-state.ts';
import { oldestToGo, rangesAfter } from './oldest-to-go.ts';
import type { OpenConversations } from './open-conversations.ts';

/** Messages a commit. */
const CHUNK = 500;
/** States a read, when looking for the next conversation. */
const LOOKED_AT = 50;

export interface EvictContext {
  readonly db: LocalDb;
  readonly book: StreamBook;
  readonly catchUp: CatchUp;
  readonly opened: OpenConversations;
  readonly pageSize: number;
  readonly isPinned: (conversationId: string) => boolean;
}

/**
 * The conversations that have something to give, the one opened longest ago first, those that somebody looks at last.
 * `rest` is waited for between reads.
 */
export async function* leastRecentlyOpened(
  context: EvictContext,
  rest: () => Promise<void>,
): AsyncGenerator<StreamId, void, undefined> {
  const { db, opened } = context;
  const watched: StreamId[] = [];
  let after: Key | undefined;
  for (;;) {
    const from = after && { from: after };
    const rows: readonly Stored[] = await db.range({ store: 'streams', index: 'opened', ...from, limit: LOOKED_AT });
    for (const row of rows) {
      // The next read begins with this one again, which has nothing left to give then.
      after = row.keys['opened']?.[0];
      const state = stateOf(row);
      // What one has left cannot be fetched again.
      if (state.gone || !mayGo(context, state)) continue;
      if (opened.isOpen(state.stream)) watched.push(state.stream);
      else yield state.stream;
    }
    if (rows.length < LOOKED_AT) break;
    await rest();
  }
  yield* watched;
}

/**
 * Takes the oldest messages of a conversation away, in one commit with the ranges. Resolves with their ords, or with
 * nothing when all that is left is protected, being fetched, or about to be written by somebody else.
 *
 * The caller runs exclusively (`claims`), or commits ahead of whoever does. For the latter memory is changed first: from
 * then on nobody begins from the ranges as they were. Everything below goes, so that what a failed commit left goes with
 * the next.
 */
export async function evictOldest(
  context: EvictContext,
  stream: StreamId,
  commit: CommitQueue['commit'],
  { claims }: { readonly claims: boolean },
): Promise<{ readonly from: number; readonly to: number } | undefined> {
  const { book } = context;
  await book.load([stream]);
  const before = book.state(stream);
  const gone = mayGo(context, before);
  if (!gone || book.isClaimed(stream)) return undefined;
  if (claims) book.claim(stream);
  const evictedTo = Math.max(before.evictedTo ?? 0, gone.to);
  const after: StreamState = { ...before, ranges: rangesAfter(before.ranges, gone.to), evictedTo };
  const marks = book.marks(stream);
  book.keep(after, marks);
  try {
    await commit([
      { store: 'messages', deleteRange: { prefix: [stream], to: [stream, gone.to] } },
      putState(after, marks),
    ]);
  } catch (error) {
    if (book.state(stream) === after && (claims || !book.isClaimed(stream))) book.keep(before, marks);
    throw error;
  }
  return gone;
}

function mayGo({ catchUp, opened, pageSize, isPinned }: EvictContext, state: StreamState) {
  const { stream } = state;
  // An answer under way may say "nothing changed here" of messages that would be gone when it comes.
  if (catchUp.left('all', stream) > 0 || isPinned(parseStream(stream).scope)) return undefined;
  return oldestToGo(state, { pageSize, lowestShown: opened.lowest(stream) }, CHUNK);
}
