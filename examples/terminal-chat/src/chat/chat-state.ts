import type { Conversation, Member, Message, OutboxEntry, SyncStatus } from '@tidemark/core';

/** All that a screen shows of one person's client. */
export interface ChatState {
  readonly me: string;
  readonly conversation: Conversation | undefined;
  readonly members: readonly Member[];
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** Unread messages in other conversations. */
  readonly unreadElsewhere: number;
  readonly sync: SyncStatus;
  readonly outbox: readonly OutboxEntry[];
  /** What the last command answered, until the next one. */
  readonly notices: readonly string[];
}

/** The title, or the others' names. */
export function titleOf({ conversation, members, me }: Pick<ChatState, 'conversation' | 'members' | 'me'>): string {
  if (!conversation) return 'no conversation';
  const others = members.filter(({ user }) => user !== me).map(({ user, name }) => name ?? user);
  return conversation.title ?? (others.join(', ') || nameInList(conversation, me));
}

/** What a list calls a conversation: one of two people carries both in `meta.pair`. */
export function nameInList({ title, kind, meta }: Conversation, me: string): string {
  const pair = meta?.['pair'];
  const other = Array.isArray(pair) ? pair.find((user) => user !== me) : undefined;
  return title ?? (typeof other === 'string' ? other : kind);
}
