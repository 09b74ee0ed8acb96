import { Dexie, type EntityTable, liveQuery, type Table } from 'dexie';
import type { OpenPeer, PeerConversation, PeerMessage } from '../../../src/local/peers/peer.ts';

type Database = Dexie & { messages: Table<PeerMessage>; conversations: EntityTable<PeerConversation, 'id'> };

/**
 * Stores as the floor does: a row a message, in relaxed transactions, which is Chromium's default. A live query reads again
 * what it shows, from its cache of what is being written where it can. Does not: keep what is unsent, or sync (its cloud
 * does).
 */
export const openPeer: OpenPeer = (name) => {
  const db = new Dexie(name) as Database;
  db.version(1).stores({ messages: '[conversation+ord], &id', conversations: 'id, at' });
  const of = (conversation: string) =>
    db.messages.where('[conversation+ord]').between([conversation, Dexie.minKey], [conversation, Dexie.maxKey]);
  return {
    put: (messages, conversations) =>
      conversations.length === 0
        ? db.messages.bulkPut(messages)
        : db.transaction('rw', db.messages, db.conversations, async () => {
            await Promise.all([db.messages.bulkPut(messages), db.conversations.bulkPut(conversations)]);
          }),
    markRead: (conversation) => of(conversation).modify({ status: 2 }),
    watch: (conversation, told) =>
      void liveQuery(() => of(conversation).reverse().limit(50).toArray()).subscribe((rows) => told(rows.toReversed())),
    watchList: (told) =>
      void liveQuery(() => db.conversations.orderBy('at').reverse().limit(100).toArray()).subscribe(told),
    close: async () => db.close(),
  };
};
