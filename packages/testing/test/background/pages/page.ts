import type { Client, MessageWindow } from '@tidemark/core';
import { registerBackgroundSync } from '@tidemark/core/service-worker';
import { openAnn } from './open-ann.ts';

/** What a test in Node may ask of the page. */
export interface Page {
  /** Registers the worker, and opens the client. */
  open(url: string, token: string): Promise<void>;
  create(): Promise<string>;
  look(conversationId: string): void;
  send(conversationId: string, text: string): Promise<void>;
  rows(): readonly string[];
  status(): string | undefined;
}

let client: Client;
let window: MessageWindow;

const page: Page = {
  async open(url, token) {
    const script = new URL('./worker.ts', location.href);
    script.search = String(new URLSearchParams({ server: url, token }));
    await navigator.serviceWorker.register(script, { type: 'module', scope: '/' });
    client = await openAnn(url, token);
    registerBackgroundSync(client, await navigator.serviceWorker.ready);
  },
  create: async () => (await client.conversations.create({ kind: 'group', members: ['bob'] })).id,
  look(id) {
    window = client.messages.observe(id);
  },
  async send(id, text) {
    await client.messages.send(id, { text });
  },
  rows: () => window.getSnapshot()?.rows.map(({ body, delivery }) => `${body?.text} ${delivery}`) ?? [],
  status: () => client.sync.observe().getSnapshot()?.kind,
};

Object.assign(globalThis, { page });
