import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, createClient, type StorageAdapter, type SyncOptions } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import type { Address } from './server-main.ts';

/** A client over a file, or a storage; without a server it stays offline. */
export async function openClient(
  user: string,
  place: string | StorageAdapter,
  server?: Pick<Address, 'url' | 'httpUrl'>,
  sync?: SyncOptions,
): Promise<Client> {
  return createClient({
    storage: typeof place === 'string' ? sqlite(place) : place,
    transport: webSocket(server?.url ?? 'ws://127.0.0.1:9/sync'),
    auth: () => (server === undefined ? '' : fetchToken(server.httpUrl, user)),
    user,
    sync,
    // What the engine can do is measured, not what it is kept to.
    outbox: { ratePerSecond: 0 },
    onError: (error) => console.error(error),
  });
}

/** A token for anybody, of a server that gives them out. */
export async function fetchToken(httpUrl: string, user: string): Promise<string> {
  const answer = await fetch(`${httpUrl}/dev/token`, { method: 'POST', body: JSON.stringify({ user }) });
  return ((await answer.json()) as { token: string }).token;
}
