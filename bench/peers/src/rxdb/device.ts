import { replicateWithWebsocketServer } from 'rxdb/plugins/replication-websocket';
import type { OpenDevice } from '../../../src/e2e/device.ts';
import { openDatabase } from './open-database.ts';

/**
 * Does not: store anything on a disk here (memory storage at both ends); order messages; check who may do what: its own
 * page says that this replication is made for servers among themselves.
 */
export const openDevice: OpenDevice = async ({ user, server }, watcher) => {
  const { messages } = await openDatabase(user);
  const { url } = server as { url: string };
  let stored = 0;
  let sent = 0;
  messages.insert$.subscribe(({ documentData }) => {
    if (documentData.author === user) return;
    watcher.stored(++stored);
    watcher.shown(documentData.text);
  });
  let replication = await replicateWithWebsocketServer({ collection: messages, url, live: true });
  await replication.awaitInitialReplication();
  return {
    send: (_, text) => void messages.insert({ id: `${user}-${String(++sent).padStart(9, '0')}`, author: user, text }),
    async flush() {
      await replication.awaitInSync();
    },
    leave: async () => void (await replication.cancel()),
    comeBack() {
      replicateWithWebsocketServer({ collection: messages, url, live: true }).then((next) => {
        replication = next;
      }, console.error);
    },
    close: async () => void (await replication.cancel()),
  };
};
