import type { ConversationKind, Head, JsonObject, MessageBody, Role, SettingBody, StreamId } from '@tidemark/protocol';
import type { Change, Key, Stored } from '../local-db/storage-adapter.ts';
import { type MemberMarks, NO_MARKS } from './member-marks.ts';
import type { Range } from './ranges.ts';

/** What the device holds of one stream. Immutable; the row `[stream, 'state']`, with the recent marks beside it. */
export interface StreamState {
  readonly stream: StreamId;
  /** The cursor: absent while nothing of the stream was ever fetched. */
  readonly cursor?: Cursor | undefined;
  /** The newest head heard of. */
  readonly head?: Head | undefined;
  readonly marksRev: number;
  readonly ranges: readonly Range[];
  /** The oldest ord this user may see. */
  readonly minOrd: number;
  readonly own: OwnMarks;
  readonly summary: StreamSummary;
  /** Messages after one's own read mark that name one, `[message id, ord]`. */
  readonly mentions?: readonly (readonly [id: string, ord: number])[] | undefined;
  /** The server's history is another one: the next newest page replaces everything. */
  readonly resetTo?: string | undefined;
  /** The stream is not, or no longer, this user's. */
  readonly gone?: true | undefined;
  /** When it was last opened here: a number that rises with each opening of any conversation. Absent: never. */
  readonly openedN?: number | undefined;
  /** The newest ord that went to make room. What is older comes back only when somebody looks at it. */
  readonly evictedTo?: number | undefined;
}

export interface Cursor {
  readonly epoch: string;
  readonly rev: number;
  /** The newest ord as of `rev`. */
  readonly ord: number;
}

/** One's own watermarks, and how much of them the server has confirmed. */
export interface OwnMarks {
  readonly delivered: number;
  readonly read: number;
  readonly toldDelivered: number;
  readonly toldRead: number;
}

/** What a list shows of a conversation. */
export interface StreamSummary {
  readonly kind?: ConversationKind | undefined;
  readonly title?: string | undefined;
  readonly image?: string | undefined;
  readonly meta?: JsonObject | undefined;
  readonly ttlMs?: number | undefined;
  readonly history?: 'all' | 'joined' | undefined;
  readonly setting?: SettingBody | undefined;
  readonly role?: Role | undefined;
  /** Server time of the newest message, or of the creation. */
  readonly activeAt: number;
  readonly last?: LastMessage | undefined;
}

export interface LastMessage {
  readonly id: string;
  readonly ord: number;
  readonly author: string;
  readonly at: number;
  readonly body: MessageBody;
  readonly deleted: boolean;
  readonly expiresAt?: number | undefined;
}

export function emptyState(stream: StreamId): StreamState {
  return {
    stream,
    marksRev: 0,
    ranges: [],
    minOrd: 1,
    own: { delivered: 0, read: 0, toldDelivered: 0, toldRead: 0 },
    summary: { activeAt: 0 },
  };
}

export const stateKey = (stream: StreamId): Key => [stream, 'state'];

export function stateOf(stored: Stored): StreamState {
  return storedState(stored).state;
}

/** What one row tells of a stream. */
export interface StoredState {
  readonly state: StreamState;
  /** Absent: a release wrote it that kept them in a row of their own. */
  readonly recent?: MemberMarks['recent'] | undefined;
  /** Whether the store `marks` holds the rest. */
  readonly hasRest: boolean;
}

export function storedState(stored: Stored): StoredState {
  const { marks, hasRest, ...state } = stored.body as StreamState & {
    readonly marks?: MemberMarks['recent'];
    readonly hasRest?: true;
  };
  return { state, recent: marks, hasRest: hasRest === true };
}

/**
 * One's own marks as far as the server's history goes: after a restore it may be shorter than what was read of the lost
 * one, and what lies past its end would be told for ever and never be confirmed.
 */
export function ownReach({ own, cursor, head }: StreamState): { readonly delivered: number; readonly read: number } {
  if (!cursor) return own;
  const most = head?.epoch === cursor.epoch ? Math.max(cursor.ord, head.ord) : cursor.ord;
  return { delivered: Math.min(own.delivered, most), read: Math.min(own.read, most) };
}

/** Whether there are own marks the server has not confirmed. */
export function owesMarks(state: StreamState): boolean {
  const { delivered, read } = ownReach(state);
  return delivered > state.own.toldDelivered || read > state.own.toldRead;
}

/** Whether the server is known to have more of what is held here. */
function isBehind({ cursor, head, marksRev, resetTo }: StreamState): boolean {
  if (!cursor) return false;
  if (resetTo !== undefined) return true;
  return head !== undefined && (head.epoch !== cursor.epoch || head.rev > cursor.rev || head.marksRev > marksRev);
}

/** What the row beside a state says of the rest of its marks. */
export function restIn(
  stored: Stored | undefined,
  otherwise: MemberMarks['rest'] = NO_MARKS.rest,
): MemberMarks['rest'] {
  return (stored?.body as MemberMarks['rest'] | undefined) ?? otherwise;
}

/** The marks of a stored state; absent where it says nothing of them. */
export function marksIn({ recent, hasRest }: StoredState, rest: MemberMarks['rest']): MemberMarks | undefined {
  return recent && { recent, rest: hasRest ? rest : NO_MARKS.rest };
}

/** Whoever changes the rest of the marks writes it in the same commit. */
export function putRest(stream: StreamId, { rest }: MemberMarks): Change {
  return { store: 'marks', put: { key: [stream], rev: 0, keys: {}, body: rest } };
}

/** One row for both: a message moves the mark of who wrote it, and whoever shows a conversation needs them. */
export function putState(state: StreamState, { recent, rest }: MemberMarks): Change {
  const isConversation = state.stream.startsWith('conversation:');
  const { kind, activeAt, setting = {} } = state.summary;
  // A thread is looked at from the message it begins with.
  const isListed = isConversation && !state.gone && kind !== undefined && kind !== 'thread';
  const shelf = (isOnIt: unknown): Key[] => (isListed && isOnIt ? [[activeAt, state.stream]] : []);
  return {
    store: 'streams',
    put: {
      key: stateKey(state.stream),
      rev: state.cursor?.rev ?? 0,
      keys: {
        activity: shelf(!setting.archived),
        pinned: shelf(setting.pinned && !setting.archived),
        archived: shelf(setting.archived),
        owed: (owesMarks(state) || isBehind(state)) && !state.gone ? [[state.stream]] : [],
        opened: isConversation && state.ranges.length > 0 ? [[state.openedN ?? 0, state.stream]] : [],
      },
      body: { ...state, marks: recent, ...(rest !== NO_MARKS.rest && { hasRest: true }) },
    },
  };
}
