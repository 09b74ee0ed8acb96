import { createClient, memoryStorage } from '@tidemark/core';
import { mockSync } from '@tidemark/testing/msw';
import { http } from '@tidemark/transport-http';
import { webSocket } from '@tidemark/transport-ws';
import { setupWorker } from 'msw/browser';

/** What a test in Node may ask of the page. */
export interface Page {
  start(): Promise<void>;
  /** What Bob, over a WebSocket, has of what Ann, over HTTP, sends while connections are cut. */
  talk(count: number): Promise<readonly (string | undefined)[]>;
}

const { handlers, network } = mockSync('ws://chat.example.com/sync');

const page: Page = {
  async start() {
    await setupWorker(...handlers).start({
      quiet: true,
      onUnhandledFrame: 'bypass',
      serviceWorker: { url: '/node_modules/msw/lib/mockServiceWorker.js', options: { scope: '/' } },
    });
  },
  async talk(count) {
    const outbox = { retryBaseMs: 10, retryMaxMs: 50 };
    const open = { storage: memoryStorage, ws: () => webSocket('ws://chat.example.com/sync') };
    const bob = await createClient({ storage: open.storage(), transport: open.ws(), auth: () => 'bob', outbox });
    const transport = http('http://chat.example.com/sync');
    const ann = await createClient({ storage: open.storage(), transport, auth: () => 'ann', outbox, user: 'ann' });
    const { id } = await ann.conversations.create({ kind: 'group', members: ['bob'] });
    const { messages } = bob;
    const window = messages.observe(id, { limit: 100 });
    for (let n = 0; n < count; n++) {
      await ann.messages.send(id, { text: `m${n}` });
      network.cut();
    }
    await ann.flush();
    for await (const { rows } of window) if (rows.length === count) return rows.map(({ body }) => body.text);
    return [];
  },
};

Object.assign(globalThis, { page });
