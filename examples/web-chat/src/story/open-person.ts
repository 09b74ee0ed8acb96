import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, createClient, systemRuntime } from '@tidemark/core';
import { type NetworkSwitch, networkSwitch } from '@tidemark/devtools/network';
import { webSocket } from '@tidemark/transport-ws';
import { devToken } from './dev-token.ts';

export interface OpenedPerson {
  readonly client: Client;
  readonly network: NetworkSwitch;
}

export interface PersonPlace {
  readonly user: string;
  /** The folder for this person's database; made when missing. */
  readonly data: string;
  /** The server: `ws://…/sync`. */
  readonly url: string;
  readonly onError: (error: unknown) => void;
}

/** A client in Node, with a database file and a network of its own that can be switched. */
export async function openPerson({ user, data, url, onError }: PersonPlace): Promise<OpenedPerson> {
  mkdirSync(data, { recursive: true });
  const network = networkSwitch(webSocket(url));
  const client = await createClient({
    storage: sqlite(join(data, `${user}.sqlite`)),
    transport: network.transport,
    auth: () => devToken(url, user),
    user,
    outbox: { retryBaseMs: 300, retryMaxMs: 2_000 },
    runtime: { ...systemRuntime(), network: network.network },
    onError,
  });
  return { client, network };
}
