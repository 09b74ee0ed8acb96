import { conversationStream, type JsonObject, type Role } from '@tidemark/protocol';
import { rowKey } from '../local-db/records.ts';
import { checkKey } from '../model/check-body.ts';
import { validate } from '../model/collection.ts';
import type { Conversation, ConversationChange, ConversationSetting, Member } from '../model/conversation.ts';
import { signedIn } from '../model/signed-in.ts';
import {
  type ConversationsQuery,
  type ConversationsWindow,
  observeConversations,
} from '../observe/conversation-list.ts';
import { observeMembers } from '../observe/member-list.ts';
import type { Observed } from '../observe/observed.ts';
import { conversationNow } from '../observe/show-conversation.ts';
import { changeConversation, changeSetting, checkConversation, setMembers } from '../write/change-conversation.ts';
import { createConversation, identify, type NewConversation } from '../write/create-conversation.ts';
import type { Engine } from './engine.ts';
import type { ConversationOptions } from './options.ts';

/**
 * Every write is visible at once, also offline, and resolves once it is safe on this device; what the server refuses is
 * taken back in view and stays in the outbox with the reason.
 */
export interface Conversations {
  /**
   * The id is final: one may send into it at once. A direct conversation is the same one whoever of the two begins it,
   * and how often; it needs to know who one is (`client/identity-unknown`).
   */
  create(input: NewConversation): Promise<Conversation>;
  /** `ifUnchanged`: only if nobody else changed it since what this device shows; else the op ends as a conflict. */
  update(
    conversationId: string,
    change: ConversationChange,
    options?: { ifUnchanged?: boolean | undefined },
  ): Promise<void>;
  /** How one keeps it oneself: muted, archived, pinned, marked as unread. */
  set(conversationId: string, setting: ConversationSetting): Promise<void>;
  /** Makes users members, or gives members another role. */
  addMembers(conversationId: string, users: readonly string[], role?: Role): Promise<void>;
  removeMembers(conversationId: string, users: readonly string[]): Promise<void>;
  /** It is gone from the list at once. What was written before still goes. */
  leave(conversationId: string): Promise<void>;
  /** By last activity, newest first; those with something pending before all. Without those one archived. */
  observe(query?: ConversationsQuery): ConversationsWindow;
  /** By user id. */
  observeMembers(conversationId: string): Observed<readonly Member[]>;
  get(conversationId: string): Promise<Conversation | undefined>;
  /** Raises one's read mark, to the newest message by default. Works offline; resolves once it is durable. */
  markRead(conversationId: string, ord?: number): Promise<void>;
}

export function createConversations(engine: Engine, { meta: schema }: ConversationOptions = {}): Conversations {
  const { db, book, me, sources, enqueue, newId } = engine;
  const checkMeta = (meta: JsonObject): JsonObject =>
    schema ? (validate({ name: 'meta', schema }, meta) as JsonObject) : meta;

  async function get(conversationId: string): Promise<Conversation | undefined> {
    await book.load([conversationStream(conversationId)]);
    return conversationNow(sources, conversationId);
  }

  return {
    async create(input) {
      const named = identify(input, newId, me());
      // What may be there already is looked up, and a new id shown in this very turn.
      const known = input.kind === 'direct' ? await get(named.id) : undefined;
      if (known) return known;
      await createConversation(enqueue, checkMeta, input, named);
      return (await get(named.id)) as Conversation;
    },
    async update(conversationId, change, { ifUnchanged = false } = {}) {
      const id = checkKey('conversationId', conversationId);
      const body = checkConversation(change, checkMeta);
      const [row] = ifUnchanged ? await db.get('rows', [rowKey(conversationStream(id), 'conversation', id)]) : [];
      await changeConversation(enqueue, id, body, ifUnchanged ? (row?.rev ?? 0) : undefined);
    },
    set: async (conversationId, setting) => changeSetting(enqueue, signedIn(me()), conversationId, setting),
    addMembers: (conversationId, users, role = 'member') => setMembers(enqueue, conversationId, users, role),
    removeMembers: (conversationId, users) => setMembers(enqueue, conversationId, users, undefined),
    leave: async (conversationId) => setMembers(enqueue, conversationId, [signedIn(me())], undefined),
    observe: (query = {}) => observeConversations(sources, query),
    observeMembers: (conversationId) => observeMembers(sources, conversationId),
    get,
    async markRead(conversationId, ord) {
      await engine.markRead(conversationId, ord);
      const isMarked = (await get(conversationId))?.markedUnread;
      if (isMarked) await changeSetting(enqueue, signedIn(me()), conversationId, { unread: false });
    },
  };
}
