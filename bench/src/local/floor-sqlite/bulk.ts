import type { Row } from '@tidemark/protocol';
import { CONVERSATIONS, conversationId, OTHER, rowsBetween } from '../ours/world.ts';
import { openFloor } from './open-floor.ts';

/** The rows are objects already: all of them in one transaction, and the cursors with them. */
export function fillFloor(path: string, messages: number): number {
  const { db, insert, moved } = openFloor(path);
  const add = db.prepare('INSERT INTO conversation VALUES (?, ?, 0, 0, NULL, 0)');
  for (let i = 0; i < CONVERSATIONS; i++) add.run(conversationId(i), `Crew ${i}`);
  const each = messages / CONVERSATIONS;
  const fill = db.transaction((part: readonly (readonly Row[])[], first: number) => {
    part.forEach((rows, i) => {
      const id = conversationId(first + i);
      for (const row of rows) insert(id, row);
      const last = rows.at(-1);
      if (last) moved(id, last, last.author === OTHER ? rows.length : 0);
    });
  });
  let tookMs = 0;
  // More than this would not be in memory at once.
  const conversations = Math.min(CONVERSATIONS, Math.max(1, Math.floor(200_000 / each)));
  for (let first = 0; first < CONVERSATIONS; first += conversations) {
    const part = Array.from({ length: conversations }, (_, i) => rowsBetween(first + i, 3, 3 + each));
    const startMs = performance.now();
    fill(part, first);
    tookMs += performance.now() - startMs;
  }
  db.close();
  return tookMs;
}
