import { setTimeout as sleep } from 'node:timers/promises';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { OpenDevice } from '../../../src/e2e/device.ts';

/**
 * Does not: store anything at either end; acknowledge what is sent (a flush is a wait for the socket, and a second);
 * give messages an order or a time of the server's; keep unsent changes of an app that was closed.
 */
export const openDevice: OpenDevice = async ({ server, conversations }, watcher) => {
  const [first] = conversations;
  const doc = new Y.Doc();
  const messages = doc.getArray<{ text: string }>('messages');
  const { url } = server as { url: string };
  const provider = new WebsocketProvider(url, first?.id ?? '', doc, { disableBc: true });
  let stored = 0;
  messages.observe(({ changes, transaction }) => {
    if (transaction.local) return;
    const added = changes.delta.flatMap(({ insert }) => (insert as { text: string }[] | undefined) ?? []);
    stored += added.length;
    watcher.stored(stored);
    const newest = added.at(-1);
    if (newest) watcher.shown(newest.text);
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return {
    send: (_, text) => messages.push([{ text }]),
    async flush() {
      while ((provider.ws?.bufferedAmount ?? 0) > 0) await sleep(10);
      await sleep(1_000);
    },
    leave: async () => provider.disconnect(),
    comeBack: () => provider.connect(),
    close: async () => provider.destroy(),
  };
};
