import { useClient } from '@tidemark/react';
import { useEffect, useRef, useState } from 'react';

/** What was seen counts as read: up to `seen`, while somebody may be looking at the page. */
export function useMarkRead(conversationId: string, seen: number | undefined): void {
  const client = useClient();
  const isVisible = usePageVisible();
  const told = useRef({ conversationId, ord: 0 });
  useEffect(() => {
    const { current } = told;
    if (current.conversationId !== conversationId) told.current = { conversationId, ord: 0 };
    if (!isVisible || seen === undefined || seen <= told.current.ord) return;
    told.current.ord = seen;
    client.conversations.markRead(conversationId, seen).catch(console.error);
  }, [client, conversationId, seen, isVisible]);
}

function usePageVisible(): boolean {
  const [isVisible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}
