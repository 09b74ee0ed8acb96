import {
  type ConversationBody,
  conversationStream,
  type MemberBody,
  type MembershipBody,
  type MessageBody,
  type Row,
  type StreamId,
  userStream,
} from '@tidemark/protocol';
import type { AppIndexes } from '../local-db/app-index.ts';
import { putMessage, putOrDeleteRow } from '../local-db/records.ts';
import { applyMention, applySetting, unreadMentions } from './apply-own.ts';
import type { Draft, StreamDraft } from './draft.ts';
import { addMember, markOf, raiseMark, removeMember } from './member-marks.ts';
import { addRange, holds } from './ranges.ts';
import type { Cursor } from './stream-state.ts';

export interface ApplyContext {
  readonly draft: Draft;
  readonly me: string;
  readonly indexes: AppIndexes;
  /** Whether this op of this stream stands in the outbox. Its rows in other streams are not yet all of its effect. */
  readonly isPending: (opId: string, stream: StreamId) => boolean;
  /** The conversation of a mention that was taken back: its row says no more than the message's id. */
  readonly mentionedIn?: ((id: string) => string | undefined) | undefined;
  /**
   * Changes say what happens: the marks of a new member follow from the place of the row, a conversation joined is
   * fetched. A page says how things are, and brings everybody's marks.
   */
  readonly isNews: boolean;
}

/**
 * Writes one row of a stream into the draft, with everything that follows from it. The cursor's rev is the caller's;
 * `knownOrd` is the newest ord before the changes this row belongs to. `isWhole`: each of these is here as it was made;
 * otherwise a row stands where it was changed last, which may be behind what it came before.
 */
export function applyRow(context: ApplyContext, stream: StreamId, row: Row, knownOrd: number, isWhole = false): void {
  const { draft } = context;
  const target = draft.stream(stream);
  const isPending = settleRow(context, stream, row);
  if (row.ord !== undefined) {
    const isNew = row.ord > knownOrd;
    // What settles an op stays in sight, also where the messages around it are not held.
    if (isNew || isPending || holds(target.state.ranges, row.ord)) applyMessage(context, target, row, row.ord, isNew);
    return;
  }
  draft.changes.push(putOrDeleteRow(stream, row, context.indexes));
  if (row.collection === 'member') applyMember(context, target, row, isWhole ? undefined : knownOrd);
  else if (row.collection === 'conversation') applyConversation(target, row);
  else if (stream !== userStream(context.me)) return;
  else if (row.collection === 'membership') applyMembership(context, row);
  else if (row.collection === 'setting') applySetting(draft, row);
  else if (row.collection === 'mention') applyMention(draft, row, context.mentionedIn?.(row.key));
}

/** The ops that this row is the effect of leave the outbox. Whether any of them stood there. */
export function settleRow(context: ApplyContext, stream: StreamId, row: Row): boolean {
  const isSettled = settle(context, stream, row.op ?? row.key);
  // A message that was changed was sent before, whoever changed it.
  const isSent = row.ord !== undefined && row.op !== undefined && settle(context, stream, row.key);
  return isSettled || isSent;
}

function settle({ draft, isPending }: ApplyContext, stream: StreamId, opId: string): boolean {
  if (!isPending(opId, stream)) return false;
  draft.settled.add(opId);
  return true;
}

function applyMessage(context: ApplyContext, target: StreamDraft, row: Row, ord: number, isNew: boolean): void {
  const { state } = target;
  const cursor = state.cursor as Cursor;
  // A message made and edited within the same changes comes with its edit, after messages that are newer.
  if (ord > cursor.ord) state.cursor = { ...cursor, ord };
  const newest = state.ranges.at(-1);
  if (newest?.to === ord - 1 && newest.rev === undefined)
    state.ranges = [...state.ranges.slice(0, -1), { from: newest.from, to: ord }];
  else if (!holds(state.ranges, ord)) state.ranges = addRange(state.ranges, { from: ord, to: ord });
  context.draft.changes.push(putMessage(state.stream, row, ord, isNew));
  noteLast(target, row, ord);
  if (!isNew) return;
  target.marks = raiseMark(target.marks, { user: row.author, delivered: ord, read: ord });
  if (row.author === context.me) raiseOwn(target, ord, ord, true);
}

/** Keeps the newest message for the conversation list. */
export function noteLast({ state }: StreamDraft, row: Row, ord: number): void {
  const { last } = state.summary;
  if (last && last.ord > ord) return;
  const body = (row.body ?? {}) as MessageBody;
  const { expiresAt } = row;
  const base = { id: row.key, ord, author: row.author, at: row.at, body, deleted: row.body === undefined };
  const next = { ...base, ...(expiresAt !== undefined && { expiresAt }) };
  // A later edit or deletion is shown and does not move the conversation up.
  const activeAt = last?.ord === ord ? state.summary.activeAt : row.at;
  state.summary = { ...state.summary, last: next, activeAt };
}

export function raiseOwn({ state }: StreamDraft, delivered: number, read: number, told: boolean): void {
  const { own } = state;
  const reached = Math.max(delivered, read);
  if (own.delivered >= reached && own.read >= read && (!told || (own.toldDelivered >= reached && own.toldRead >= read)))
    return;
  state.own = {
    delivered: Math.max(own.delivered, reached),
    read: Math.max(own.read, read),
    toldDelivered: told ? Math.max(own.toldDelivered, reached) : own.toldDelivered,
    toldRead: told ? Math.max(own.toldRead, read) : own.toldRead,
  };
  state.mentions = unreadMentions(state);
}

/** `leastOrd`: where the row's place does not tell what stood before it, what did for certain. */
function applyMember(context: ApplyContext, target: StreamDraft, row: Row, leastOrd: number | undefined): void {
  if (!row.body) {
    target.marks = removeMember(target.marks, row.key);
    return;
  }
  const { state } = target;
  const { role, from = 1 } = row.body as unknown as MemberBody;
  if (row.key === context.me) {
    state.summary = { ...state.summary, role };
    // Messages of the time when one was no member are not told (PRO-58).
    if (state.cursor && state.cursor.ord < from - 1) state.cursor = { ...state.cursor, ord: from - 1 };
  }
  if (!context.isNews || markOf(target.marks, row.key)) return;
  const ord = Math.max(leastOrd ?? state.cursor?.ord ?? 0, from - 1);
  target.marks = addMember(target.marks, row.key, ord);
  if (row.key === context.me) raiseOwn(target, ord, ord, true);
}

export function applyConversation({ state }: StreamDraft, row: Row): void {
  if (!row.body) return;
  const { kind, title, image, meta, ttlMs, history } = row.body as unknown as ConversationBody;
  state.summary = {
    ...state.summary,
    kind,
    title,
    image,
    meta,
    ttlMs,
    history,
    activeAt: Math.max(state.summary.activeAt, state.summary.last ? 0 : row.at),
  };
}

function applyMembership({ draft, isNews }: ApplyContext, row: Row): void {
  const stream = conversationStream(row.key);
  const { state } = draft.stream(stream);
  if (!row.body) {
    state.gone = true;
    return;
  }
  if (isNews && (state.gone || !state.cursor)) draft.joined.add(stream);
  state.gone = undefined;
  state.summary = { ...state.summary, role: (row.body as unknown as MembershipBody).role };
}
