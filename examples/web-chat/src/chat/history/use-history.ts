import type { Gap, Message } from '@tidemark/core';
import { useMessages } from '@tidemark/react';

export interface HistoryWindow {
  readonly rows: readonly Message[];
  readonly gaps: readonly Gap[];
  readonly hasOlder: boolean;
  readonly status: 'ready' | 'loading';
  readonly loadOlder: (count?: number) => void;
}

/** Messages fetched at a time. */
const PAGE = 60;

/** The newest messages of a conversation. */
export function useHistory(conversationId: string): HistoryWindow {
  return useMessages(conversationId, { limit: PAGE });
}
