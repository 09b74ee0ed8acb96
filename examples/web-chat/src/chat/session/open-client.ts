import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient, systemRuntime } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { devToken } from './dev-token.ts';

export interface ClientPlace {
  readonly user: string;
  /** `ws://…/sync` */
  readonly server: string;
  /** Whether its network can be switched, by this page and by the one around it. */
  readonly isStage: boolean;
}

/** A client with a database of its own for each user; tabs of one user share it, and the connection. */
export async function openClient({ user, server, isStage }: ClientPlace): Promise<Client> {
  const { networkSwitch } = isStage ? await import('@tidemark/devtools/network') : {};
  const network = networkSwitch?.(webSocket(server));
  const client = await createClient({
    storage: indexedDb(`web-chat ${user}`),
    transport: network?.transport ?? webSocket(server),
    auth: () => devToken(server, user),
    user,
    // Nobody in front of a stage waits for long.
    outbox: { onFailure: 'skip', retryMaxMs: isStage ? 4_000 : 15_000 },
    onError: (error) => console.error(error),
    ...(network && { runtime: { ...systemRuntime(), network: network.network } }),
  });
  if (network) window.tidemarkOnStage = { client, network };
  return client;
}
