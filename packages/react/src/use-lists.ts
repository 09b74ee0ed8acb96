import type {
  Collection,
  CollectionRepository,
  CollectionView,
  ConversationsQuery,
  ConversationsView,
  OutboxEntry,
} from '@tidemark/core';
import { useMemo } from 'react';
import { type Suspending, useShared } from './use-observed.ts';

type WithStatus<View> = View & { readonly status: 'ready' | 'loading' };

const NO_CONVERSATIONS: WithStatus<ConversationsView> = { rows: [], hasOlder: false, status: 'loading' };
const NO_ROWS: WithStatus<CollectionView<never>> = { rows: [], hasMore: false, status: 'loading' };
const NO_ENTRIES: readonly OutboxEntry[] = [];

/**
 * Conversations by last activity, newest first.
 *
 * @example
 * const { rows } = useConversations({ limit: 30, pinnedFirst: true });
 */
export function useConversations({
  suspend,
  ...query
}: ConversationsQuery & Suspending = {}): WithStatus<ConversationsView> {
  const [view] = useShared(useConversations, [query], (client) => client.conversations.observe(query), { suspend });
  return useStatus(view, NO_CONVERSATIONS);
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

function useStatus<View>(view: View | undefined, none: WithStatus<View>): WithStatus<View> {
  return useMemo(() => (view ? { ...view, status: 'ready' } : none), [view, none]);
}
