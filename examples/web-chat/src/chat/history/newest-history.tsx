import { useMessages } from '@tidemark/react';
import { type ReactElement, useMemo } from 'react';
import { History, type HistoryProps } from './history.tsx';

/** Messages fetched at a time. */
export const PAGE = 60;

type About = Pick<HistoryProps, 'conversation' | 'company'>;

/** Reads them while it is not known yet what conversation it is, so that one wait is not added to the other. */
export function NewestAhead({ conversationId }: { readonly conversationId: string }): null {
  useMessages(conversationId, { limit: PAGE });
  return null;
}

/** The newest messages of a conversation. */
export function NewestHistory(about: About): ReactElement {
  const messages = useMessages(about.conversation.id, { limit: PAGE });
  const view = useMemo(() => ({ ...messages, hasNewer: false, loadNewer: () => {} }), [messages]);
  return <History {...about} view={view} />;
}
