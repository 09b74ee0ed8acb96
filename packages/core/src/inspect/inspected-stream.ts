import type { ConversationKind, Head, StreamId } from '@tidemark/protocol';
import { type Gap, gapsBetween, type Range } from '../sync/ranges.ts';
import type { Cursor, OwnMarks, StreamState } from '../sync/stream-state.ts';

/** Where a stream stands on this device. */
export interface InspectedStream {
  readonly stream: StreamId;
  readonly kind?: ConversationKind | undefined;
  readonly title?: string | undefined;
  /** Server time of the newest message, milliseconds since 1970; 0 where there is none. */
  readonly activeAt: number;
  /** Up to where it is held without holes; absent while nothing of it was fetched. */
  readonly cursor?: Cursor | undefined;
  /** The newest state of the server that was heard of. */
  readonly head?: Head | undefined;
  /** The oldest ord one may see, and the newest known. */
  readonly minOrd: number;
  readonly newestOrd: number;
  /** The messages held. With a `rev` they may have changed since without this device knowing. */
  readonly ranges: readonly Range[];
  /** What is missing between `minOrd` and `newestOrd`. */
  readonly gaps: readonly Gap[];
  readonly unread: number;
  readonly own: OwnMarks;
  /** The newest ord that went to make room. */
  readonly evictedTo?: number | undefined;
  /** The server's history is another one, and is being fetched. */
  readonly isReset: boolean;
  /** It is not, or no longer, this user's. */
  readonly isGone: boolean;
}

export function inspectStream(state: StreamState): InspectedStream {
  const { stream, cursor, head, minOrd, ranges, own, summary, evictedTo } = state;
  const newestOrd = Math.max(cursor?.ord ?? 0, head?.ord ?? 0);
  const { kind, title, activeAt } = summary;
  const isConversation = stream.startsWith('conversation:');
  return {
    stream,
    ...(kind !== undefined && { kind }),
    ...(title !== undefined && { title }),
    activeAt,
    ...(cursor && { cursor }),
    ...(head && { head }),
    ...{ minOrd, newestOrd, ranges, own },
    gaps: gapsBetween(ranges, minOrd, newestOrd),
    unread: isConversation ? Math.max(0, newestOrd - own.read) : 0,
    ...(evictedTo !== undefined && { evictedTo }),
    isReset: state.resetTo !== undefined,
    isGone: state.gone === true,
  };
}
