import type { Client, Delivery, Message } from '@tidemark/core';

/** What one device saw of the conversation, and when: times are monotonic milliseconds. */
export interface Sight {
  readonly reader: string;
  /** The rows at the end, in the order shown. */
  rows(): readonly Message[];
  /** When each message was first on this device's screen. */
  readonly seenAt: ReadonlyMap<string, number>;
  /** When its own messages reached each status for the first time, in the order reached. */
  readonly reached: ReadonlyMap<string, ReadonlyMap<Delivery, number>>;
  close(): void;
}

/** Watches a conversation on one device as an app does. `changed` is called after each look. */
export function record(reader: string, client: Client, conversationId: string, changed: () => void): Sight {
  const window = client.messages.observe(conversationId, { limit: 200 });
  const seenAt = new Map<string, number>();
  const reached = new Map<string, Map<Delivery, number>>();
  let rows: readonly Message[] = [];

  window.subscribe(() => {
    const now = performance.now();
    rows = window.getSnapshot()?.rows ?? [];
    for (const { id, mine, delivery } of rows) {
      if (!seenAt.has(id)) seenAt.set(id, now);
      if (!mine) continue;
      const statuses = reached.get(id) ?? new Map<Delivery, number>();
      if (!statuses.has(delivery)) statuses.set(delivery, now);
      reached.set(id, statuses);
    }
    changed();
  });
  return { reader, rows: () => rows, seenAt, reached, close: () => window.close() };
}
