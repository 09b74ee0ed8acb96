import type { Message } from '../model/message.ts';

/** One message by its id, or those that a window shows, as it moves: one of ours, or what an app draws of it. */
export type MessagesToFollow = string | MessagesShown;

/** Some messages, which are others from time to time. */
export interface MessagesShown {
  getSnapshot(): { readonly rows: readonly Pick<Message, 'id' | 'deleted'>[] } | undefined;
  subscribe(changed: () => void): () => void;
}

/** Calls back with the ids to look at, now and whenever they are others; deleted messages are not among them. */
export function followMessages(which: MessagesToFollow, follow: (ids: readonly string[]) => void): () => void {
  if (typeof which === 'string') {
    follow([which]);
    return () => {};
  }
  const look = (): void => {
    const rows = which.getSnapshot()?.rows ?? [];
    follow(rows.flatMap((row) => (row.deleted ? [] : row.id)));
  };
  look();
  return which.subscribe(look);
}
