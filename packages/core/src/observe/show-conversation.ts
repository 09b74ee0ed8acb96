import { type ConversationCreation, conversationStream, type MessageBody } from '@tidemark/protocol';
import type { Conversation } from '../model/conversation.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isOpen, type PendingOp } from '../outbox/pending-op.ts';
import type { MemberMarks } from '../sync/member-marks.ts';
import type { StreamState } from '../sync/stream-state.ts';
import { deliveryOf, reachOf } from './delivery-of.ts';

/** What is on its way for a conversation: its creation, and the newest message. */
export interface Overlay {
  readonly creation?: PendingOp | undefined;
  readonly newest?: PendingOp | undefined;
}

export function overlayOf(outbox: Outbox, conversationId: string): Overlay {
  const stream = conversationStream(conversationId);
  const lane = outbox.lane(stream);
  if (!lane) return {};
  // Nothing of a conversation can stand before its creation.
  const first = lane.ops.values().next().value;
  const creation = first?.op.collection === 'conversation' && first.op.kind === 'put' ? first : undefined;
  for (const pending of lane.fromNewest()) {
    if (pending.op.collection === 'message' && pending.op.kind === 'put') return { creation, newest: pending };
  }
  return { creation };
}

/** A conversation from what is stored and what is pending; undefined when neither says there is one. */
export function showConversation(
  id: string,
  state: StreamState,
  marks: MemberMarks,
  { creation, newest }: Overlay,
  me: string | undefined,
): Conversation | undefined {
  const created = creation?.op.body as ConversationCreation | undefined;
  const { kind = created?.kind, title = created?.title, meta = created?.meta, role } = state.summary;
  if (kind === undefined || state.gone) return undefined;
  const failure = creation?.state.kind === 'failed' ? creation.state.failure : undefined;
  const last = newest ? lastPending(newest, me) : lastKnown(state, marks, me);
  const newestOrd = Math.max(state.cursor?.ord ?? 0, state.head?.ord ?? 0);
  return {
    id,
    kind,
    ...(title !== undefined && { title }),
    ...(meta !== undefined && { meta }),
    ...(role !== undefined && { role }),
    ...(last && { lastMessage: last }),
    unread: Math.max(0, newestOrd - state.own.read),
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
): Conversation['lastMessage'] {
  if (!last) return undefined;
  const { id, author, at, body, deleted, ord } = last;
  const mine = author === me;
  const delivery = mine ? deliveryOf(ord, reachOf(marks, me)) : 'received';
  return { id, author, mine, at, body, delivery, deleted };
}
