import { conversationStream, type JsonObject, TidemarkError } from '@tidemark/protocol';
import { checkMessageEdit } from '../model/check-body.ts';
import { mergeFields } from '../model/merge-fields.ts';
import type { Message, MessageEdit } from '../model/message.ts';
import { same } from '../model/same.ts';
import { deleteOf, isOpen, isUnsent, type PendingOp, putOf } from '../outbox/pending-op.ts';
import type { Enqueue } from './enqueue.ts';
import { type TakeBackParts, takeBack } from './take-back.ts';

export interface ChangeParts extends TakeBackParts {
  readonly enqueue: Enqueue;
  /** A message as it is shown, pending changes included. */
  readonly find: (conversationId: string, id: string) => Promise<Message | undefined>;
}

/** Changes fields of a message. One that was refused is written anew, and tried again as it is then. */
export async function editMessage(
  parts: ChangeParts,
  conversationId: string,
  id: string,
  edit: MessageEdit,
): Promise<void> {
  const fields = checkMessageEdit(edit);
  const { ord, body: shown } = await mustFind(parts, conversationId, id);
  const body = shown as JsonObject;
  const sending = parts.outbox.get(id);
  if (sending && !isOpen(sending)) return sendAnew(parts, sending, mergeFields(body, fields));
  // A write that changes nothing is never queued.
  if (same(mergeFields(body, fields), body)) return;
  const stream = conversationStream(conversationId);
  const apart = ord !== undefined;
  await parts.enqueue({ stream, collection: 'message', key: id, kind: 'patch', body: fields, apart }).saved;
}

/** Deletes a message for everybody. What no server has seen is taken back, and all that was written about it. */
export async function deleteMessage(parts: ChangeParts, conversationId: string, id: string): Promise<void> {
  const { ord } = await mustFind(parts, conversationId, id);
  const sending = parts.outbox.get(id);
  const apart = ord !== undefined;
  // What was refused never was at the server.
  if (sending && !apart && (isUnsent(sending) || !isOpen(sending))) return takeBack(parts, sending);
  const stream = conversationStream(conversationId);
  await parts.enqueue({ stream, collection: 'message', key: id, kind: 'delete', apart }).saved;
}

async function mustFind(parts: ChangeParts, conversationId: string, id: string): Promise<Message> {
  const message = await parts.find(conversationId, id);
  if (message && !message.deleted) return message;
  const what = message ? 'was deleted' : 'is not on this device';
  throw new TidemarkError('write/not-found', `The message ${what}, so it cannot be changed`, { id });
}

/** The server refused it for good, so it never had it: under its old id it may say something else. */
async function sendAnew({ db, outbox, drain }: TakeBackParts, refused: PendingOp, body: JsonObject): Promise<void> {
  const { op, lane } = refused;
  const next: PendingOp = { ...refused, op: { ...op, body }, state: { kind: 'queued' } };
  // The edits that stand behind it are part of it now.
  const keyed = [...(outbox.lane(lane)?.keyed.values() ?? [])];
  const edits = keyed.filter(({ op: { collection, key } }) => collection === 'message' && key === op.opId);
  outbox.remove(edits.map((edit) => edit.op.opId));
  outbox.replace(next);
  try {
    await db.commit([putOf(next), ...edits.map(deleteOf)]);
  } catch (error) {
    if (outbox.get(op.opId)?.op === next.op) outbox.replace(refused);
    outbox.add(edits);
    throw error;
  }
  drain.wake();
}
