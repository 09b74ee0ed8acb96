import { conversationStream } from '@tidemark/protocol';
import type { Conversation, Member } from '../model/conversation.ts';
import { type ConversationsView, observeConversations } from '../observe/conversation-list.ts';
import { observeMembers } from '../observe/member-list.ts';
import type { Observed } from '../observe/observed.ts';
import { overlayOf, showConversation } from '../observe/show-conversation.ts';
import { createConversation, type NewConversation } from '../write/create-conversation.ts';
import { markRead } from '../write/mark-read.ts';
import type { Engine } from './engine.ts';

export interface Conversations {
  /** Visible at once; resolves once it is safe on this device. The id is final: one may send into it at once. */
  create(input: NewConversation): Promise<Conversation>;
  /** By last activity, newest first; those with something pending before all. Default limit 50. */
  observe(options?: { limit?: number | undefined }): Observed<ConversationsView>;
  /** By user id. */
  observeMembers(conversationId: string): Observed<readonly Member[]>;
  get(conversationId: string): Promise<Conversation | undefined>;
  /** Raises one's read mark, to the newest message by default. Works offline; resolves once it is durable. */
  markRead(conversationId: string, ord?: number): Promise<void>;
}

export function createConversations(engine: Engine): Conversations {
  const { book, outbox, me, sources, enqueue, newId } = engine;

  async function get(conversationId: string): Promise<Conversation | undefined> {
    const stream = conversationStream(conversationId);
    await book.load([stream]);
    const overlay = overlayOf(outbox, conversationId);
    return showConversation(conversationId, book.state(stream), book.marks(stream), overlay, me());
  }

  return {
    async create(input) {
      const { id, saved } = createConversation(enqueue, newId, input);
      await saved;
      return (await get(id)) as Conversation;
    },
    observe: ({ limit = 50 } = {}) => observeConversations(sources, limit),
    observeMembers: (conversationId) => observeMembers(sources, conversationId),
    get,
    markRead: (conversationId, ord) => markRead(engine, conversationId, ord),
  };
}
