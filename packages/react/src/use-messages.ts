import { type Message, type MessagesView, oneMessage } from '@tidemark/core';
import { useMemo } from 'react';
import { type Extended, useLoadOlder } from './use-load-older.ts';
import { type Suspending, useShared } from './use-observed.ts';

export interface MessagesResult extends MessagesView, Extended {}

const LOADING: MessagesView = { rows: [], gaps: [], hasOlder: false, status: 'loading' };

/**
 * The newest messages of a conversation, oldest first. A row is the same object while nothing about it changed, so a
 * component in `memo` renders again only for its own message.
 *
 * @example
 * const { rows, hasOlder, loadOlder } = useMessages(conversationId, { limit: 50 });
 */
export function useMessages(
  conversationId: string,
  { limit, ...options }: Suspending & { readonly limit?: number | undefined } = {},
): MessagesResult {
  const [view = LOADING, find] = useShared(
    useMessages,
    [conversationId, limit],
    (client) => client.messages.observe(conversationId, { limit }),
    options,
  );
  const loadOlder = useLoadOlder(find);
  return useMemo(() => ({ ...view, loadOlder }), [view, loadOlder]);
}

/**
 * One message, wherever it stands. `ready` without a message: it is not on this device.
 *
 * @example
 * const { message } = useMessage(conversationId, replied.body.replyTo);
 */
export function useMessage(
  conversationId: string,
  id: string,
  options: Suspending = {},
): { readonly message?: Message | undefined; readonly status: 'ready' | 'loading' } {
  const [view] = useShared(
    oneMessage,
    [conversationId, id],
    (client) => client.use(oneMessage).observe(conversationId, id),
    options,
  );
  return { ...view, status: view ? 'ready' : 'loading' };
}
