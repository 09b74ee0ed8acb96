import { join } from 'node:path';
import PouchDB from 'pouchdb';
import type { OpenDevice } from '../../../src/e2e/device.ts';

interface Message {
  readonly author: string;
  readonly text: string;
}

/**
 * Stores at both ends, in LevelDB, which does not wait for the disk: what it has survives a crash of the process, not of
 * the machine. Does not: order messages (by their ids here); send many documents as one; check who may do what.
 */
export const openDevice: OpenDevice = async ({ user, server, folder }, watcher) => {
  const { url } = server as { url: string };
  const db = new PouchDB<Message>(join(folder, `${user}.pouch`), { auto_compaction: true });
  const sync = () => db.sync(url, { live: true, retry: true }).on('error', console.error);
  let stored = 0;
  let sent = 0;
  const feed = db.changes({ live: true, since: 'now', include_docs: true }).on('change', ({ doc }) => {
    if (doc === undefined || doc.author === user) return;
    watcher.stored(++stored);
    watcher.shown(doc.text);
  });
  let syncing = sync();
  await new Promise<void>((resolve) => syncing.on('paused', () => resolve()));
  return {
    send: (_, text) =>
      void db.put({ _id: `${user}-${String(++sent).padStart(9, '0')}`, author: user, text }).catch(console.error),
    async flush() {
      await db.replicate.to(url);
    },
    leave: async () => syncing.cancel(),
    comeBack() {
      syncing = sync();
    },
    async close() {
      syncing.cancel();
      feed.cancel();
      await db.close();
    },
  };
};
