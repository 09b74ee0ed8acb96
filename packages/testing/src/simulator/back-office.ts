import { conversationStream, type Op } from '@tidemark/protocol';
import type { SimServer } from './sim-server.ts';

/** Another app of a user's, which speaks to the server without any of our client's code, and without faults. */
export interface BackOffice {
  /** Writes into a conversation as its owner; nothing happens while it has none, or the server is down. */
  asOwner(conversationId: string, op: Omit<Op, 'opId' | 'stream'>): void;
}

export function createBackOffice(server: SimServer, newId: () => string): BackOffice {
  function ownerOf(conversationId: string): string | undefined {
    const stream = server.store().streams.get(conversationStream(conversationId));
    for (const { collection, key, body } of stream?.rows.values() ?? []) {
      if (collection === 'member' && body?.includes('"owner"')) return key;
    }
    return undefined;
  }

  return {
    asOwner(conversationId, op) {
      const user = ownerOf(conversationId);
      if (user === undefined || !server.isUp()) return;
      const session = server.accept({
        send(text) {
          if (text.includes('"type":"results"')) session.closed();
        },
        close() {},
        bufferedBytes: () => 0,
      });
      const token = `${user}|${Number.MAX_SAFE_INTEGER}`;
      const stream = conversationStream(conversationId);
      const hello = { type: 'hello', protocol: 1, token, device: 'back-office', cursors: [] };
      session.receive(JSON.stringify([hello, { type: 'push', ops: [{ opId: newId(), stream, ...op }] }]));
    },
  };
}
