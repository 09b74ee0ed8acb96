import type { MessageWindow } from '../observe/message-window.ts';

/** One message by its id, or those that a window shows, as it moves. */
export type MessagesToFollow = string | MessageWindow;

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
