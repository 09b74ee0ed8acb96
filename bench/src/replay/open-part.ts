import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, createClient } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import type { ClientPart } from './cast.ts';
import { type StorageWatcher, watchStorage } from './watch-storage.ts';

const GET_AT_ONCE = 500;

/** Opens the client of a part, with everything it needs to hold whole histories. */
export function openPart(
  part: ClientPart,
  watcher: StorageWatcher,
  onError: (error: unknown) => void,
): Promise<Client> {
  return createClient({
    storage: watchStorage(sqlite(part.database), watcher),
    transport: webSocket(part.url),
    auth: () => part.token,
    user: part.user,
    sync: { backfill: true, prefetch: 100_000, pageSize: 500 },
    // Whole histories: nothing may be evicted.
    cache: { limitBytes: Number.POSITIVE_INFINITY },
    outbox: { retryBaseMs: 100, retryMaxMs: 2_000, ratePerSecond: 0 },
    onError,
  });
}

/** The places of one's own messages that this device holds, stored or pending. */
export async function heldPlaces(client: Client, { lines }: ClientPart): Promise<ReadonlySet<number>> {
  const held = new Set<number>();
  for (let from = 0; from < lines.length; from += GET_AT_ONCE) {
    const some = lines.slice(from, from + GET_AT_ONCE);
    const found = await Promise.all(some.map(({ conversation, id }) => client.messages.get(conversation, id)));
    found.forEach((message, i) => {
      if (message) held.add(from + i);
    });
  }
  return held;
}
