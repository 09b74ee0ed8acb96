import type { MessageBody } from '@tidemark/protocol';
import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Message } from '../model/message.ts';
import { kept } from '../model/same.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import { deliveryOf, type Reach } from './delivery-of.ts';

/** A message, and its body, which is empty where it was deleted. */
const DEPTH = 2;

/** Makes messages of rows and ops, and the same object again while nothing about it changed. */
export interface MessageMaker {
  fromBase(row: Stored): Message;
  fromPending(pending: PendingOp): Message;
}

export function createMessageMaker(
  conversationId: string,
  me: () => string | undefined,
  reach: () => Reach | undefined,
): MessageMaker {
  const shown = new WeakMap<object, Message>();

  function show(source: object, next: Message): Message {
    const message = kept(shown.get(source), next, DEPTH);
    shown.set(source, message);
    return message;
  }

  return {
    fromBase(row) {
      const { id, author, at, body } = row.body as MessageRecord;
      const ord = row.key[1] as number;
      const mine = author === me();
      const delivery = mine ? deliveryOf(ord, reach()) : 'received';
      const before = shown.get(row);
      // All the rest follows from the row.
      if (before?.delivery === delivery && before.mine === mine) return before;
      return show(row, {
        id,
        conversationId,
        ord,
        author,
        mine,
        at,
        body: body ?? {},
        delivery,
        deleted: body === undefined,
      });
    },
    fromPending({ op, state, createdAt }) {
      const failure = state.kind === 'failed' || state.kind === 'conflict' ? state.failure : undefined;
      const ack = state.kind === 'acked' ? state.ack : undefined;
      return show(op, {
        id: op.opId,
        conversationId,
        ...(ack?.ord !== undefined && { ord: ack.ord }),
        author: me(),
        mine: true,
        at: ack?.at ?? createdAt,
        body: (op.body ?? {}) as MessageBody,
        delivery: failure ? 'failed' : deliveryOf(ack?.ord, reach()),
        ...(failure && { failure }),
        deleted: false,
      });
    },
  };
}
