import {
  type ConversationKind,
  conversationStream,
  directId,
  type JsonObject,
  MAX_MEMBERS_PER_OP,
} from '@tidemark/protocol';
import { checkKey, checkName } from '../model/check-body.ts';
import { mustWrite } from '../model/must.ts';
import { signedIn } from '../model/signed-in.ts';
import { type CheckMeta, checkConversation } from './change-conversation.ts';
import type { Enqueue } from './enqueue.ts';

export interface NewConversation {
  readonly kind: ConversationKind;
  readonly title?: string | undefined;
  /** A blob or an address. */
  readonly image?: string | undefined;
  /** User ids, without one's own. */
  readonly members: readonly string[];
  readonly meta?: JsonObject | undefined;
  /** How long messages are shown, from a second to a year. For ever when absent. */
  readonly ttlMs?: number | undefined;
  /** What those who join later see of what was said before: `all` when absent. */
  readonly history?: 'all' | 'joined' | undefined;
  /** A key of yours. Made when absent: of the two users for a direct conversation, which so is one for both of them. */
  readonly id?: string | undefined;
}

/** The id a conversation is to have, and its members, checked. */
export function identify(
  { id, kind, members }: NewConversation,
  newId: () => string,
  me: string | undefined,
): { readonly id: string; readonly members: readonly string[] } {
  const others = [...new Set(members.map((user) => checkName('members', user)))];
  mustWrite(others.length <= MAX_MEMBERS_PER_OP, 'members', `at most ${MAX_MEMBERS_PER_OP} at once`, others.length);
  if (id !== undefined) return { id: checkKey('id', id), members: others };
  if (kind !== 'direct') return { id: newId(), members: others };
  mustWrite(others.length < 2, 'members', 'one other user, or nobody for notes to oneself', others.length);
  const user = signedIn(me);
  return { id: directId(user, others[0] ?? user), members: others };
}

/** Creates a conversation: visible before this returns, and one may write into it at once. */
export function createConversation(
  enqueue: Enqueue,
  checkMeta: CheckMeta,
  conversation: NewConversation,
  { id, members }: { readonly id: string; readonly members: readonly string[] },
): Promise<void> {
  const body = { kind: conversation.kind, members, ...checkConversation(conversation, checkMeta) };
  return enqueue({ stream: conversationStream(id), collection: 'conversation', key: id, kind: 'put', body }).saved;
}
