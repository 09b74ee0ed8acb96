import { type Client, type ClientOptions, createClient, type MessageWindow, memoryStorage } from '@tidemark/core';
import type { MockSync } from '@tidemark/testing/msw';
import { webSocket } from '@tidemark/transport-ws';
import { setupServer } from 'msw/node';
import { onTestFinished } from 'vitest';

export const URL = 'wss://chat.example.com/sync';

/** As an app's own test does. */
export function listen({ handlers, close }: MockSync): void {
  const msw = setupServer(...handlers);
  msw.listen({ onUnhandledFrame: 'error' });
  onTestFinished(async () => {
    await close();
    msw.close();
  });
}

export async function open(user: string, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = await createClient({
    storage: memoryStorage(),
    transport: webSocket(URL),
    auth: () => user,
    user,
    outbox: { retryBaseMs: 10, retryMaxMs: 50 },
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Ann's and Bob's devices in one conversation. */
export async function meet(): Promise<{ readonly ann: Look; readonly bob: Look; readonly id: string }> {
  const [ann, bob] = [await open('ann'), await open('bob')];
  const { id } = await ann.conversations.create({ kind: 'group', members: ['bob'] });
  return { ann: look(ann, id), bob: look(bob, id), id };
}

export interface Look {
  readonly client: Client;
  send(text: string): Promise<unknown>;
  /** As `text delivery`. */
  rows(): readonly string[];
  texts(): readonly (string | undefined)[];
  status(): string | undefined;
  /** Everything the status has been since the last call. */
  passed(): readonly string[];
}

export function look(client: Client, id: string): Look {
  const window: MessageWindow = client.messages.observe(id, { limit: 100 });
  const status = client.sync.observe();
  const seen: string[] = [];
  status.subscribe(() => seen.push(status.getSnapshot()?.kind ?? ''));
  const rows = () => window.getSnapshot()?.rows ?? [];
  return {
    client,
    send: (text) => client.messages.send(id, { text }),
    rows: () => rows().map(({ body, delivery }) => `${body.text} ${delivery}`),
    texts: () => rows().map(({ body }) => body.text),
    status: () => status.getSnapshot()?.kind,
    passed: () => seen.splice(0),
  };
}
