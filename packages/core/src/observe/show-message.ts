import type { MessageBody } from '@tidemark/protocol';
import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Message } from '../model/message.ts';
import { kept } from '../model/same.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import { deliveryOf, type Reach } from './delivery-of.ts';
import { foldChanges, type Told } from './message-changes.ts';

/** A message, and its body, which is empty where it was deleted, or what changes it. */
const DEPTH = 2;

/** Makes messages of rows and ops, and the same object again while nothing about it changed. `changes`: over it. */
export interface MessageMaker {
  fromBase(row: Stored, changes?: readonly PendingOp[]): Message;
  fromPending(pending: PendingOp, changes?: readonly PendingOp[]): Message;
}

export function createMessageMaker(
  conversationId: string,
  me: () => string | undefined,
  reach: () => Reach | undefined,
): MessageMaker {
  const shown = new WeakMap<object, Message>();
  /** What was made of a pending op as it is: of a screenful that waits, few are others than at the last look. */
  const made = new WeakMap<PendingOp, Message>();

  function show(
    source: object,
    parts: Omit<Message, 'conversationId' | 'body' | 'deleted' | 'editedAt' | 'change'>,
    told: Told,
    changes: readonly PendingOp[] | undefined,
  ): Message {
    const folded = changes && foldChanges(told, changes);
    const { body, editedAt } = folded ?? told;
    const next: Message = {
      conversationId,
      ...parts,
      body: body ?? {},
      deleted: body === undefined,
      ...(editedAt !== undefined && { editedAt }),
      ...(folded && { change: folded.change }),
    };
    const message = kept(shown.get(source), next, DEPTH);
    shown.set(source, message);
    return message;
  }

  return {
    fromBase(row, changes) {
      const record = row.body as MessageRecord;
      const { id, author, at, expiresAt } = record;
      const ord = row.key[1] as number;
      const mine = author === me();
      const delivery = mine ? deliveryOf(ord, reach()) : 'received';
      const before = shown.get(row);
      // All the rest follows from the row.
      if (!changes && before?.delivery === delivery && before.mine === mine && !before.change) return before;
      const parts = { id, ord, author, mine, at, delivery, ...(expiresAt !== undefined && { expiresAt }) };
      return show(row, parts, record, changes);
    },
    fromPending(pending, changes) {
      const before = made.get(pending);
      // All the rest follows from the op, but for the ticks of one that has its place.
      if (!changes && before?.author === me() && before && !before.change && before.ord === undefined) return before;
      const { op, state, createdAt } = pending;
      const failure = state.kind === 'failed' || state.kind === 'conflict' ? state.failure : undefined;
      const ack = state.kind === 'acked' ? state.ack : undefined;
      const marks = reach();
      const parts = {
        id: op.opId,
        ...(ack?.ord !== undefined && { ord: ack.ord }),
        author: me(),
        mine: true,
        at: ack?.at ?? createdAt,
        delivery: failure ? ('failed' as const) : deliveryOf(ack?.ord, ack?.epoch === marks?.epoch ? marks : undefined),
        ...(failure && { failure }),
      };
      const message = show(op, parts, { body: (op.body ?? {}) as MessageBody }, changes);
      made.set(pending, message);
      return message;
    },
  };
}
