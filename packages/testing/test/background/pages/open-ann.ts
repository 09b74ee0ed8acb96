import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';

/** The same database, in the page and in the worker. */
export const openAnn = (url: string, token: string): Promise<Client> =>
  createClient({
    storage: indexedDb('background'),
    transport: webSocket(url),
    auth: () => token,
    user: 'ann',
    outbox: { retryMaxMs: 1_000 },
  });
