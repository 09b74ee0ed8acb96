import type { Conversation } from '@tidemark/core';
import { useClient, useConversations } from '@tidemark/react';
import { useEffect, useState } from 'react';

/** One conversation: as the list has it, or as it was found where it is further down. */
export function useConversation(id: string): Conversation | undefined {
  const client = useClient();
  const { rows, status } = useConversations({ limit: 40, pinnedFirst: true });
  const listed = rows.find((conversation) => conversation.id === id);
  const [found, setFound] = useState<Conversation>();
  useEffect(() => {
    if (listed || status === 'loading') return;
    client.conversations.get(id).then(setFound, console.error);
  }, [client, id, listed, status]);
  return listed ?? (found?.id === id ? found : undefined);
}
