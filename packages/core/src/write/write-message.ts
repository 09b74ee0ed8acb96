import { conversationStream, type MessageBody } from '@tidemark/protocol';
import { checkId, checkKey, checkMessageBody } from '../model/check-body.ts';
import type { Enqueue } from './enqueue.ts';

/** Sends one message: in the outbox, and visible, before this returns; its id is final. */
export function writeMessage(
  enqueue: Enqueue,
  conversationId: string,
  body: MessageBody,
  id: string | undefined,
): { readonly opId: string; readonly saved: Promise<void> } {
  return enqueue({
    ...(id !== undefined && { opId: checkId('options.id', id) }),
    stream: conversationStream(checkKey('conversationId', conversationId)),
    collection: 'message',
    kind: 'put',
    body: checkMessageBody(body),
  });
}
