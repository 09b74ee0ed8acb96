import {
  BTreeIndex,
  createCollection,
  createLiveQueryCollection,
  eq,
  localOnlyCollectionOptions,
  queryOnce,
} from '@tanstack/db';
import type { OpenPeer, PeerConversation, PeerMessage } from '../../../src/local/peers/peer.ts';

/**
 * In memory, as its documentation has it for data without a server: nothing is stored, so nothing is there after a start,
 * and a write is done at once. (Collections that are stored are packages of their own, over SQLite.)
 */
export const openPeer: OpenPeer = () => {
  const indexed = { autoIndex: 'eager', defaultIndexType: BTreeIndex } as const;
  const messages = createCollection(
    localOnlyCollectionOptions<PeerMessage, string>({ id: 'messages', getKey: ({ id }) => id, ...indexed }),
  );
  const conversations = createCollection(
    localOnlyCollectionOptions<PeerConversation, string>({ id: 'conversations', getKey: ({ id }) => id, ...indexed }),
  );
  return {
    async put(arrived, moved) {
      messages.insert([...arrived]);
      for (const row of moved)
        if (conversations.has(row.id)) conversations.update(row.id, (draft) => void Object.assign(draft, row));
        else conversations.insert(row);
    },
    async markRead(conversation) {
      const rows = await queryOnce((q) =>
        q.from({ message: messages }).where(({ message }) => eq(message.conversation, conversation)),
      );
      const keys = rows.map(({ id }) => id);
      messages.update(keys, (drafts) => {
        for (const draft of drafts) (draft as { status: number }).status = 2;
      });
    },
    watch(conversation, told) {
      const newest = createLiveQueryCollection((q) =>
        q
          .from({ message: messages })
          .where(({ message }) => eq(message.conversation, conversation))
          .orderBy(({ message }) => message.ord, 'desc')
          .limit(50),
      );
      newest.subscribeChanges(() => told(newest.toArray.toReversed()));
      void newest.preload().then(() => told(newest.toArray.toReversed()));
    },
    watchList(told) {
      const list = createLiveQueryCollection((q) =>
        q
          .from({ row: conversations })
          .orderBy(({ row }) => row.at, 'desc')
          .limit(100),
      );
      list.subscribeChanges(() => told(list.toArray));
      void list.preload().then(() => told(list.toArray));
    },
    close: async () => {},
  };
};
