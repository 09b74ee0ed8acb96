/** In a page of the chat's origin: fills the chat's own database with all that the server has. */
import { indexedDb } from '@tidemark/adapter-indexeddb';
import { createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';

async function fill(server: string, token: string): Promise<void> {
  const client = await createClient({
    storage: indexedDb('web-chat ann'),
    transport: webSocket(server),
    auth: () => token,
    user: 'ann',
    sync: { backfill: true, pageSize: 1_000 },
    cache: { limitBytes: 0 },
  });
  await client.whenSynced();
  await client.close();
}

Object.assign(globalThis, { fill });
