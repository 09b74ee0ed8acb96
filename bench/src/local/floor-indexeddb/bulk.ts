import { CONVERSATIONS, conversationId, OTHER, rowsBetween } from '../ours/world.ts';
import { type FloorConversation, openFloor, rowOf, write } from './open-floor.ts';

/** The rows are objects already: all of them in one transaction, and the cursors with them. */
export async function fillFloor(name: string, messages: number): Promise<number> {
  const db = await openFloor(name);
  const each = messages / CONVERSATIONS;
  const all = Array.from({ length: CONVERSATIONS }, (_, i) => rowsBetween(i, 3, 3 + each));
  const startMs = performance.now();
  await write(db, ['message', 'conversation'], (transaction) => {
    const [message, conversation] = [transaction.objectStore('message'), transaction.objectStore('conversation')];
    all.forEach((rows, i) => {
      const id = conversationId(i);
      for (const row of rows) message.put(rowOf(id, row));
      const last = rows.at(-1);
      const unread = last?.author === OTHER ? each : 0;
      const at = last?.at ?? 0;
      const shown: FloorConversation = { id, title: `Crew ${i}`, at, cursor: 3 + each, last: last?.body, unread };
      conversation.put(shown);
    });
  });
  const tookMs = performance.now() - startMs;
  db.close();
  return tookMs;
}
