import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient, systemRuntime } from '@tidemark/core';
import type { NetworkSwitch } from '@tidemark/devtools/network';
import { webSocket } from '@tidemark/transport-ws';
import { devToken } from './dev-token.ts';
import { createStorageWatch, type StorageWatch } from './storage-news.ts';

export interface ClientPlace {
  readonly user: string;
  /** `ws://…/sync` */
  readonly server: string;
  /** Whether its network can be switched, by this page and by the one around it. */
  readonly isStage: boolean;
}

export interface Opened {
  readonly client: Client;
  /** On a stage: what its network is made to do. */
  readonly link: NetworkSwitch | undefined;
  readonly watch: StorageWatch;
}

/** A client with a database of its own for each user; tabs of one user share it, and the connection. */
export async function openClient({ user, server, isStage }: ClientPlace): Promise<Opened> {
  const socket = webSocket(server);
  const watch = createStorageWatch();
  // A chat without a stage does not carry it.
  const link = isStage ? (await import('@tidemark/devtools/network')).networkSwitch(socket) : undefined;
  const client = await createClient({
    storage: indexedDb(`web-chat ${user}`, { onLost: watch.onLost }),
    transport: link?.transport ?? socket,
    auth: () => devToken(server, user),
    user,
    // Nobody in front of a stage waits for long.
    outbox: { onFailure: 'skip', retryMaxMs: isStage ? 4_000 : 15_000 },
    onError: watch.onError,
    ...(link && { runtime: { ...systemRuntime(), network: link.network } }),
  });
  if (link) window.tidemarkOnStage = { client, network: link };
  return { client, link, watch };
}
