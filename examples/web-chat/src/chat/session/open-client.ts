import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { devToken } from './dev-token.ts';

export interface ClientPlace {
  readonly user: string;
  /** `ws://…/sync` */
  readonly server: string;
}

/** A client with a database of its own for each user; tabs of one user share it, and the connection. */
export function openClient({ user, server }: ClientPlace): Promise<Client> {
  return createClient({
    storage: indexedDb(`web-chat ${user}`),
    transport: webSocket(server),
    auth: () => devToken(server, user),
    user,
    outbox: { onFailure: 'skip', retryMaxMs: 15_000 },
    onError: (error) => console.error(error),
  });
}
