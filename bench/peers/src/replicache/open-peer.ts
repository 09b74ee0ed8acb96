import { Replicache, type WriteTransaction } from 'replicache';
import type { OpenPeer, PeerConversation, PeerMessage } from '../../../src/local/peers/peer.ts';

/** Newest first: a scan cannot go backwards. */
const keyOf = ({ conversation, ord }: PeerMessage): string =>
  `m/${conversation}/${String(1e9 - ord).padStart(10, '0')}`;

interface Put {
  readonly messages: readonly PeerMessage[];
  readonly conversations: readonly PeerConversation[];
}

const mutators = {
  async put(tx: WriteTransaction, { messages, conversations }: Put) {
    for (const row of messages) await tx.set(keyOf(row), { ...row });
    for (const row of conversations) await tx.set(`c/${row.id}`, { ...row });
  },
  async markRead(tx: WriteTransaction, conversation: string) {
    for await (const [key, row] of tx.scan({ prefix: `m/${conversation}/` }).entries())
      await tx.set(key, { ...(row as object), status: 2 });
  },
};

/**
 * Without a server: nothing is pulled or pushed. Stores later: a mutation is done when it is in memory, and is written to
 * IndexedDB when the page is idle, within about a second; what a crash takes until then is lost. Every mutation is kept
 * until a server has taken it.
 */
export const openPeer: OpenPeer = (name) => {
  const rep = new Replicache({ name, mutators, pullInterval: null });
  return {
    put: (messages, conversations) => rep.mutate.put({ messages, conversations } as never),
    markRead: (conversation) => rep.mutate.markRead(conversation),
    watch: (conversation, told) =>
      void rep.subscribe(
        (tx) =>
          tx
            .scan({ prefix: `m/${conversation}/`, limit: 50 })
            .values()
            .toArray(),
        (rows) => told((rows as unknown as PeerMessage[]).toReversed()),
      ),
    watchList: (told) =>
      void rep.subscribe(
        (tx) => tx.scan({ prefix: 'c/' }).values().toArray(),
        (rows) => told((rows as unknown as PeerConversation[]).toSorted((a, b) => b.at - a.at)),
      ),
    close: () => rep.close(),
  };
};
