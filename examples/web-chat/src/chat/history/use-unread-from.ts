import type { Message } from '@tidemark/core';
import { useRef } from 'react';

/** Up to where everything had been read when the conversation was opened; nothing where nothing was unread. */
export function useUnreadFrom(unread: number, rows: readonly Message[]): number | undefined {
  const opened = useRef<{ readonly unread: number; readTo?: number | undefined; isKnown: boolean }>({
    unread,
    isKnown: false,
  });
  const { current } = opened;
  const newest = rows.findLast(({ ord }) => ord !== undefined)?.ord;
  if (!current.isKnown && newest !== undefined) {
    current.isKnown = true;
    if (current.unread > 0) current.readTo = newest - current.unread;
  }
  return current.readTo;
}
