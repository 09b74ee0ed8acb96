import type { Conversation, Member } from '@tidemark/core';
import { useClient, useMembers } from '@tidemark/react';
import { useMemo } from 'react';
import { nameOfId } from '../session/user-id.ts';

export interface Company {
  /** Everybody but oneself. */
  readonly others: readonly Member[];
  readonly nameOf: (user: string | undefined) => string;
}

/** Who is in a conversation, by name. */
export function useCompany(conversationId: string): Company {
  const { members } = useMembers(conversationId);
  const me = useClient().user;
  return useMemo(() => {
    const names = new Map(members.map(({ user, name }) => [user, name]));
    return {
      others: members.filter(({ user }) => user !== me),
      nameOf: (user = me ?? '') => names.get(user) ?? nameOfId(user),
    };
  }, [members, me]);
}

/** A conversation's title, or the names of those one has it with. */
export function titleOf({ title, kind }: Pick<Conversation, 'title' | 'kind'>, { others, nameOf }: Company): string {
  if (title) return title;
  if (others.length > 0) return others.map(({ user }) => nameOf(user)).join(', ');
  return kind === 'direct' ? 'Notes to myself' : 'Conversation';
}
