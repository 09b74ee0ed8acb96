import type { Message } from '@tidemark/core';

/** What the composer is about. */
export type Writing =
  | { readonly kind: 'message' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };

export const NEW_MESSAGE: Writing = { kind: 'message' };

/** What somebody may still change or take back: their own, not deleted, not refused. */
export function canEdit({ mine, deleted, delivery }: Message): boolean {
  return mine && !deleted && delivery !== 'failed';
}
