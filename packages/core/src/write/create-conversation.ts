import { type ConversationKind, conversationStream, type JsonObject, MAX_MEMBERS_PER_OP } from '@tidemark/protocol';
import { checkId, checkJson, checkName, checkText } from '../model/check-body.ts';
import { mustWrite } from '../model/must.ts';
import type { Enqueue } from './enqueue.ts';

export interface NewConversation {
  readonly kind: ConversationKind;
  readonly title?: string | undefined;
  /** User ids, without one's own. */
  readonly members: readonly string[];
  readonly meta?: JsonObject | undefined;
  /** A UUIDv7 of yours; made when absent. */
  readonly id?: string | undefined;
}

/** Creates a conversation: visible before this returns, and one may write into it at once. */
export function createConversation(
  enqueue: Enqueue,
  newId: () => string,
  input: NewConversation,
): { readonly id: string; readonly saved: Promise<void> } {
  const id = input.id === undefined ? newId() : checkId('id', input.id);
  const members = [...new Set(input.members.map((user) => checkName('members', user)))];
  mustWrite(members.length <= MAX_MEMBERS_PER_OP, 'members', `at most ${MAX_MEMBERS_PER_OP} at once`, members.length);
  const { saved } = enqueue({
    stream: conversationStream(id),
    collection: 'conversation',
    key: id,
    kind: 'put',
    body: {
      kind: input.kind,
      members,
      ...(input.title !== undefined && { title: checkText('title', input.title, 256) }),
      ...(input.meta !== undefined && { meta: checkJson('meta', input.meta) }),
    },
  });
  return { id, saved };
}
