import { type AnchoredView, type JumpTarget, jumps } from '@tidemark/core';
import { useMemo } from 'react';
import { openedLater } from './opened-later.ts';
import { type Suspending, useShared } from './use-observed.ts';

export interface MessagesAtResult extends Omit<AnchoredView, 'anchor'> {
  /** The place it was opened at; absent until that is known. */
  readonly anchor?: number | undefined;
  /** Why it could not be opened: `write/not-found`, `transport/closed`. */
  readonly error?: unknown;
  /** Extend the window by `count`, for all who share it. Always the same functions. */
  readonly loadOlder: (count?: number) => void;
  readonly loadNewer: (count?: number) => void;
}

const LOADING: Omit<AnchoredView, 'anchor'> = {
  rows: [],
  gaps: [],
  hasOlder: false,
  hasNewer: false,
  status: 'loading',
};

/**
 * The messages around a place, oldest first: a search hit, a date, the first unread one, however far from what is held.
 *
 * @example
 * const { rows, anchor, hasNewer } = useMessagesAt(hit.conversationId, { message: hit.id });
 */
export function useMessagesAt(
  conversationId: string,
  target: JumpTarget,
  {
    before,
    after,
    ...options
  }: Suspending & { readonly before?: number | undefined; readonly after?: number | undefined } = {},
): MessagesAtResult {
  const [view, find] = useShared(
    useMessagesAt,
    [conversationId, target, before, after],
    (client) => openedLater(client.use(jumps).open(conversationId, target, { before, after })),
    options,
  );
  const load = useMemo(
    () => ({
      loadOlder: (count?: number) => find()?.source.loadOlder(count),
      loadNewer: (count?: number) => find()?.source.loadNewer(count),
    }),
    [find],
  );
  return useMemo(() => {
    if (view && 'error' in view) return { ...LOADING, status: 'ready', ...view, ...load };
    return { ...(view ?? LOADING), ...load };
  }, [view, load]);
}
