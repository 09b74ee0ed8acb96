import PouchDB from 'pouchdb-browser';
import type { OpenPeer, PeerConversation, PeerMessage } from '../../../src/local/peers/peer.ts';

const keyOf = ({ conversation, ord }: PeerMessage): string => `m/${conversation}/${String(ord).padStart(9, '0')}`;

/**
 * Stores by a revision a change, found by `_id` alone, as its documentation advises before any index. Does not: write
 * many documents as one; show what is not written yet; forget old revisions by itself; tell a window of its changes
 * (there is one feed, and who shows something reads it again).
 */
export const openPeer: OpenPeer = (name) => {
  const db = new PouchDB<object>(name, { auto_compaction: true });
  const shown = new Map<string, () => void>();
  const feed = db
    .changes({ live: true, since: 'now' })
    .on('change', ({ id }) => shown.get(id.slice(0, id.lastIndexOf('/')))?.());
  const range = (prefix: string) => ({ startkey: `${prefix}/`, endkey: `${prefix}/\ufff0`, include_docs: true });
  const newest = async (conversation: string): Promise<PeerMessage[]> => {
    const { startkey, endkey, include_docs } = range(`m/${conversation}`);
    const { rows } = await db.allDocs({
      startkey: endkey,
      endkey: startkey,
      include_docs,
      descending: true,
      limit: 50,
    });
    return rows.map(({ doc }) => doc as unknown as PeerMessage).reverse();
  };
  return {
    async put(messages, conversations) {
      const keys = conversations.map(({ id }) => `c/${id}`);
      const { rows } = keys.length === 0 ? { rows: [] } : await db.allDocs({ keys });
      const summaries = conversations.map((row, i) => ({ ...row, _id: keys[i], _rev: revOf(rows[i]) }));
      const results = await db.bulkDocs([...messages.map((row) => ({ ...row, _id: keyOf(row) })), ...summaries]);
      const refused = results.find((result) => 'error' in result);
      if (refused) throw new Error(`PouchDB refused a document: ${JSON.stringify(refused)}`);
    },
    async markRead(conversation) {
      const { rows } = await db.allDocs(range(`m/${conversation}`));
      await db.bulkDocs(rows.map(({ doc }) => ({ ...doc, status: 2 })));
    },
    watch(conversation, told) {
      const show = oneByOne(async () => told(await newest(conversation)));
      shown.set(`m/${conversation}`, show);
      show();
    },
    watchList(told) {
      const show = oneByOne(async () => {
        const { rows } = await db.allDocs(range('c'));
        told(rows.map(({ doc }) => doc as unknown as PeerConversation).sort((a, b) => b.at - a.at));
      });
      shown.set('c', show);
      show();
    },
    async close() {
      feed.cancel();
      await db.close();
    },
  };
};

const revOf = (row: object | undefined): string | undefined =>
  (row as { value?: { rev: string } } | undefined)?.value?.rev;

/** A thousand changes at once are no reason to read a thousand times. */
function oneByOne(read: () => Promise<void>): () => void {
  let last = Promise.resolve();
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    last = last.then(() => {
      waits = false;
      return read();
    });
  };
}
