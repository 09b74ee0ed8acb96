import { sqlite } from '@tidemark/adapter-sqlite';
import { type Client, type Collection, createClient, defineCollection } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';
import { signToken } from '../journey/kit/token.ts';

/** Nobody listens there. */
export const NOWHERE = 'ws://127.0.0.1:9/sync';

/** The client of these files: pages so small that a gap is soon made, and no page is asked for without need. */
export function openClient(user: string, path: string, url: string = NOWHERE): Promise<Client> {
  return createClient({
    storage: sqlite(path),
    transport: webSocket(url),
    auth: () => signToken({ sub: user }),
    user,
    sync: { pageSize: 5 },
    outbox: { retryBaseMs: 20, retryMaxMs: 100, ratePerSecond: 0 },
  });
}

export interface Note {
  readonly text: string;
  readonly pinned: boolean;
}

/** An app's collection, with an index. */
export const notes: Collection<Note> = defineCollection({
  name: 'notes',
  schema: { '~standard': { version: 1, validate: (value) => ({ value: value as Note }) } },
  indexes: { text: ({ text }) => text },
});
