import { setTimeout as sleep } from 'node:timers/promises';
import { createMergeableStore } from 'tinybase';
import { createWsSynchronizer } from 'tinybase/synchronizers/synchronizer-ws-client';
import type { OpenDevice } from '../../../src/e2e/device.ts';

/**
 * Does not: store anything at either end (a persister writes the whole store as JSON, or a table it owns); acknowledge
 * what is sent; order messages: they are rows of a table; catch up while nobody else is connected.
 */
export const openDevice: OpenDevice = async ({ user, server, conversations }, watcher) => {
  const url = `${(server as { url: string }).url}/${conversations[0]?.id}`;
  const store = createMergeableStore();
  const connect = async () => {
    const synchronizer = await createWsSynchronizer(store, new WebSocket(url));
    await synchronizer.startSync();
    return synchronizer;
  };
  let stored = 0;
  let sent = 0;
  store.addCellListener('messages', null, 'text', (_store, _table, row, _cell, text) => {
    if (row.startsWith(`${user}-`)) return;
    watcher.stored(++stored);
    watcher.shown(String(text));
  });
  let synchronizer = await connect();
  return {
    send: (_, text) => void store.setRow('messages', `${user}-${++sent}`, { text }),
    flush: () => sleep(1_000),
    leave: async () => void (await synchronizer.destroy()),
    comeBack() {
      connect().then((next) => {
        synchronizer = next;
      }, console.error);
    },
    close: async () => void (await synchronizer.destroy()),
  };
};
