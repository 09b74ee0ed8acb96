import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import type { Address } from './server-main.ts';

/** A client over a file; without a server it stays offline. */
export async function openClient(
  user: string,
  path: string,
  server?: Pick<Address, 'url' | 'httpUrl'>,
): Promise<Client> {
  return createClient({
    storage: sqlite(path),
    transport: webSocket(server?.url ?? 'ws://127.0.0.1:9/sync'),
    auth: () => (server === undefined ? '' : fetchToken(server.httpUrl, user)),
    user,
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
