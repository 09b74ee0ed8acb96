import { conversationStream, type MessageBody } from '@tidemark/protocol';
import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { checkId } from '../model/check-body.ts';
import type { Message, MessageEdit } from '../model/message.ts';
import { reachOf } from '../observe/delivery-of.ts';
import { changesOf } from '../observe/message-changes.ts';
import { type MessageWindow, observeMessages } from '../observe/message-window.ts';
import { createMessageMaker, type MessageMaker } from '../observe/show-message.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import { deleteMessage, editMessage } from '../write/change-message.ts';
import { unlessRaced } from '../write/unless-raced.ts';
import { writeMessage } from '../write/write-message.ts';
import type { Engine } from './engine.ts';

export interface Messages {
  /**
   * Visible to observers in this microtask; resolves once it is safe on this device, with the message as it is then.
   * Rejects with `write/invalid` for a body that does not fit and `storage/…` where the device cannot keep it; then
   * nothing of it is left. `options.id`: a UUIDv7 of yours.
   */
  send(conversationId: string, body: MessageBody, options?: { id?: string | undefined }): Promise<Message>;
  /**
   * Changes fields of a message of one's own, also of one that is not sent yet. Resolves once it is safe on this device;
   * what the server refuses (`op/too-late`, `op/forbidden`) is taken back in view and told as `change` of the message.
   * Rejects with `write/not-found` where the message was deleted, or is not here. A refused message is sent anew.
   */
  edit(conversationId: string, id: string, fields: MessageEdit): Promise<void>;
  /** Deletes a message for everybody; one that was never pushed is simply not sent. Otherwise like `edit`. */
  delete(conversationId: string, id: string): Promise<void>;
  /** The newest `limit` messages (default 50), oldest first, pending ones last. */
  observe(conversationId: string, options?: { limit?: number | undefined }): MessageWindow;
  get(conversationId: string, id: string): Promise<Message | undefined>;
}

export function createMessages(engine: Engine): Messages {
  const { db, book, outbox, me, sources, enqueue, refresh } = engine;

  function maker(conversationId: string): MessageMaker {
    const stream = conversationStream(conversationId);
    const reach = reachOf(book.marks(stream), me(), book.state(stream).cursor?.epoch);
    return createMessageMaker(conversationId, me, () => reach);
  }

  async function find(conversationId: string, id: string): Promise<Message | undefined> {
    const stream = conversationStream(conversationId);
    const [found] = await Promise.all([
      db.range({ store: 'messages', index: 'id', prefix: [id] }),
      book.load([stream]),
    ]);
    const row = found.find((stored) => stored.key[0] === stream && (stored.body as MessageRecord).id === id);
    const changes = changesOf(outbox, stream).get(id);
    if (row) return maker(conversationId).fromBase(unlessOver(row), changes);
    const pending = outbox.get(id);
    return pending?.op.stream === stream ? maker(conversationId).fromPending(pending, changes) : undefined;
  }

  function unlessOver(row: Stored): Stored {
    const record = row.body as MessageRecord;
    return sources.expiry.isOver(record.expiresAt) ? { ...row, body: { ...record, body: undefined } } : row;
  }

  const parts = { ...engine, find };

  return {
    async send(conversationId, body, options = {}) {
      const { opId, saved } = writeMessage(enqueue, conversationId, body, options.id);
      const pending = outbox.get(opId) as PendingOp;
      await saved;
      return maker(conversationId).fromPending(outbox.get(opId) ?? pending);
    },
    edit: async (conversationId, id, fields) =>
      unlessRaced(refresh, () => editMessage(parts, conversationId, checkId('id', id), fields)),
    delete: async (conversationId, id) =>
      unlessRaced(refresh, () => deleteMessage(parts, conversationId, checkId('id', id))),
    observe: (conversationId, { limit = 50 } = {}) => observeMessages(sources, conversationId, limit),
    get: find,
  };
}
