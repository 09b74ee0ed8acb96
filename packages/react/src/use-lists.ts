import {
  type Collection,
  type CollectionRepository,
  type CollectionView,
  type ConversationsQuery,
  type ConversationsView,
  type Member,
  type OneConversationView,
  type OutboxEntry,
  oneConversation,
} from '@tidemark/core';
import { useMemo } from 'react';
import { type Extended, useLoadOlder } from './use-load-older.ts';
import { type Suspending, useShared } from './use-observed.ts';

type WithStatus<View> = View & { readonly status: 'ready' | 'loading' };

export type MembersResult = WithStatus<{
  /** By user id, with role, name and marks. */
  readonly members: readonly Member[];
}>;

const NO_CONVERSATIONS: ConversationsView = { rows: [], hasOlder: false };
const NO_ROWS: CollectionView<never> = { rows: [], hasMore: false };
const NO_CONVERSATION: OneConversationView = {};
const NOBODY: readonly Member[] = [];
const NO_ENTRIES: readonly OutboxEntry[] = [];

export interface ConversationsResult extends WithStatus<ConversationsView>, Extended {}

/**
 * Conversations by last activity, newest first.
 *
 * @example
 * const { rows } = useConversations({ limit: 30, pinnedFirst: true });
 */
export function useConversations({ suspend, ...query }: ConversationsQuery & Suspending = {}): ConversationsResult {
  const [view, find] = useShared(useConversations, [query], (client) => client.conversations.observe(query), {
    suspend,
  });
  const shown = useStatus(view, NO_CONVERSATIONS);
  const loadOlder = useLoadOlder(find);
  return useMemo(() => ({ ...shown, loadOlder }), [shown, loadOlder]);
}

/**
 * One conversation as lists show it, archived ones and threads too. `ready` without a conversation: this device knows of
 * none, or one is no member of it any more.
 *
 * @example
 * const { conversation } = useConversation(conversationId);
 */
export function useConversation(conversationId: string, options: Suspending = {}): WithStatus<OneConversationView> {
  const [view] = useShared(
    oneConversation,
    [conversationId],
    (client) => client.use(oneConversation).observe(conversationId),
    options,
  );
  return useStatus(view, NO_CONVERSATION);
}

/**
 * Who is in a conversation, those just added too.
 *
 * @example
 * const { members } = useMembers(conversationId);
 */
export function useMembers(conversationId: string, options: Suspending = {}): MembersResult {
  const [members] = useShared(
    useMembers,
    [conversationId],
    (client) => client.conversations.observeMembers(conversationId),
    options,
  );
  return useMemo(() => ({ members: members ?? NOBODY, status: members ? 'ready' : 'loading' }), [members]);
}

export type CollectionQuery = NonNullable<Parameters<CollectionRepository<object>['observe']>[0]>;

/**
 * Rows of a collection of the app's own, in the order of an index. Throws `client/identity-unknown` where the client
 * does not know whose they are.
 *
 * @example
 * const { rows } = useCollection(todos, { index: 'byDue', limit: 20 });
 */
export function useCollection<Value extends object>(
  collection: Collection<Value>,
  { suspend, ...query }: CollectionQuery & Suspending = {},
): WithStatus<CollectionView<Value>> {
  const [view] = useShared(collection, [query], (client) => client.collection(collection).observe(query), { suspend });
  return useStatus(view, NO_ROWS);
}

/** Everything the server has not confirmed; to retry and to cancel, `useClient().outbox`. */
export function useOutbox(): readonly OutboxEntry[] {
  return useShared(useOutbox, [], (client) => client.outbox.observe(), {})[0] ?? NO_ENTRIES;
}

function useStatus<View>(view: View | undefined, none: View): WithStatus<View> {
  return useMemo(() => ({ ...(view ?? none), status: view ? 'ready' : 'loading' }), [view, none]);
}
