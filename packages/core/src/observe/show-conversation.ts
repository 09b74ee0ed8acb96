import {
  type ConversationBody,
  type ConversationCreation,
  conversationStream,
  type JsonObject,
  laneOf,
  type MessageBody,
  type SettingBody,
  type StreamId,
  userStream,
} from '@tidemark/protocol';
import type { Conversation } from '../model/conversation.ts';
import { mergeFields } from '../model/merge-fields.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isOpen, type PendingOp } from '../outbox/pending-op.ts';
import type { MemberMarks } from '../sync/member-marks.ts';
import type { StreamState } from '../sync/stream-state.ts';
import { deliveryOf, reachOf } from './delivery-of.ts';
import type { WindowSources } from './message-window.ts';

/** What a message says whose time is over: the same, so that nobody takes it for a change. */
const NOTHING: MessageBody = Object.freeze({});

/** What is on its way for a conversation: its creation, the newest message, what is changed about it, and leaving it. */
export interface Overlay {
  readonly creation?: PendingOp | undefined;
  readonly newest?: PendingOp | undefined;
  readonly change?: JsonObject | undefined;
  readonly setting?: JsonObject | undefined;
  readonly isLeaving?: boolean | undefined;
}

/** `setting`: that of `pendingSettings`. */
export function overlayOf(
  outbox: Outbox,
  conversationId: string,
  me: string | undefined,
  setting: JsonObject | undefined,
): Overlay {
  const stream = conversationStream(conversationId);
  const lane = outbox.lane(stream);
  if (!lane) return { setting };
  const creation = creationOf(outbox, stream);
  let change: JsonObject | undefined;
  let isLeaving = false;
  for (const pending of lane.keyed.values()) {
    const { collection, kind, key, body = {} } = pending.op;
    if (!isOpen(pending)) continue;
    if (collection === 'conversation' && kind === 'patch') change = mergeFields(change ?? {}, body, true);
    else if (collection === 'member' && key === me) isLeaving = kind === 'delete';
  }
  for (const newest of lane.fromNewest()) {
    const { collection, kind } = newest.op;
    if (collection === 'message' && kind === 'put') return { creation, newest, change, setting, isLeaving };
  }
  return { creation, change, setting, isLeaving };
}

/** The op that is to make a conversation. */
export function creationOf(outbox: Outbox, stream: StreamId): PendingOp | undefined {
  let creation: PendingOp | undefined;
  for (const pending of outbox.lane(stream)?.keyed.values() ?? []) {
    if (pending.op.collection === 'conversation' && pending.op.kind === 'put') creation = pending;
  }
  return creation;
}

/** What one is changing about how one keeps conversations, by conversation. */
export function pendingSettings(outbox: Outbox, me: string | undefined): ReadonlyMap<string, JsonObject> {
  const settings = new Map<string, JsonObject>();
  if (me === undefined) return settings;
  for (const pending of outbox.lane(laneOf(userStream(me), 'setting'))?.keyed.values() ?? []) {
    const { key = '', body = {} } = pending.op;
    if (isOpen(pending)) settings.set(key, mergeFields(settings.get(key) ?? {}, body, true));
  }
  return settings;
}

/** A conversation as it is now; its stream is loaded. */
export function conversationNow(
  { book, outbox, me, expiry }: Pick<WindowSources, 'book' | 'outbox' | 'me' | 'expiry'>,
  id: string,
): Conversation | undefined {
  const stream = conversationStream(id);
  const state = book.state(stream);
  const overlay = overlayOf(outbox, id, me(), pendingSettings(outbox, me()).get(id));
  const isOver = expiry.isOver(state.summary.last?.expiresAt);
  return Object.freeze(showConversation(id, state, book.marks(stream), overlay, me(), isOver));
}

/**
 * A conversation from what is stored and what is pending; undefined when neither says there is one. `isOver`: the time of
 * its newest message is.
 */
export function showConversation(
  id: string,
  state: StreamState,
  marks: MemberMarks,
  { creation, newest, change, setting: changed, isLeaving }: Overlay,
  me: string | undefined,
  isOver: boolean,
): Conversation | undefined {
  const created = creation?.op.body as ConversationCreation | undefined;
  const { summary } = state;
  const { kind = created?.kind, role } = summary;
  if (kind === undefined || state.gone || isLeaving) return undefined;
  // Of two creations of a direct conversation the server keeps the first: what is known of it counts.
  const said = (summary.kind ? summary : created) as unknown as JsonObject;
  const { title, image, meta, ttlMs, history } = (change
    ? mergeFields(said, change)
    : said) as unknown as ConversationBody;
  const kept = { ...summary.setting } as JsonObject;
  const { muted, archived, pinned, unread } = (changed ? mergeFields(kept, changed) : kept) as SettingBody;
  const failure = creation?.state.kind === 'failed' ? creation.state.failure : undefined;
  const last = newest ? lastPending(newest, me) : lastKnown(state, marks, me, isOver);
  const newestOrd = Math.max(state.cursor?.ord ?? 0, state.head?.ord ?? 0);
  return {
    id,
    kind,
    ...(title !== undefined && { title }),
    ...(image !== undefined && { image }),
    ...(meta !== undefined && { meta }),
    ...(ttlMs !== undefined && { ttlMs }),
    ...(history !== undefined && { history }),
    ...(role !== undefined && { role }),
    ...(last && { lastMessage: last }),
    unread: Math.max(0, newestOrd - state.own.read),
    mentions: state.mentions?.filter(([, ord]) => ord > state.own.read).length ?? 0,
    markedUnread: unread === true,
    pinned: pinned === true,
    archived: archived === true,
    ...(muted !== undefined && { muted }),
    pending: creation !== undefined && isOpen(creation),
    ...(failure && { failure }),
  };
}

function lastPending({ op, state, createdAt }: PendingOp, me: string | undefined): Conversation['lastMessage'] {
  const delivery = state.kind === 'failed' ? 'failed' : state.kind === 'acked' ? 'sent' : 'sending';
  const body = (op.body ?? {}) as MessageBody;
  return {
    id: op.opId,
    ...(me !== undefined && { author: me }),
    mine: true,
    at: createdAt,
    body,
    delivery,
    deleted: false,
  };
}

function lastKnown(
  { summary: { last } }: StreamState,
  marks: MemberMarks,
  me: string | undefined,
  isOver: boolean,
): Conversation['lastMessage'] {
  if (!last) return undefined;
  const { id, author, at, body, deleted, ord } = last;
  const mine = author === me;
  const delivery = mine ? deliveryOf(ord, reachOf(marks, me)) : 'received';
  return { id, author, mine, at, body: isOver ? NOTHING : body, delivery, deleted: deleted || isOver };
}
