import { type Client, createClient, type StorageAdapter, type Transport } from '@tidemark/core';
import { joinConversations } from '../../replay/join-conversations.ts';
import { watchStorage } from '../../replay/watch-storage.ts';
import { createShown } from './check-shown.ts';
import type { Tell } from './check-stored.ts';
import { type Entry, wallMs } from './entry.ts';
import type { History } from './history.ts';
import type { DevicePart } from './part.ts';
import { watchCommits } from './watch-commits.ts';
import { watchMarks } from './watch-marks.ts';
import { writeMessages } from './write-messages.ts';

/** A device in one of its lives, in whatever runtime: it writes, reads along and checks what it sees. */
export interface RunningDevice {
  /** Writes no more, goes on syncing. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export interface DeviceOptions {
  readonly part: DevicePart;
  readonly storage: StorageAdapter;
  readonly transport: Transport;
  /** What it noted in earlier lives. */
  readonly before: History;
  /** Durable when it returns. */
  readonly note: (entries: readonly Entry[]) => void;
}

/** Larger than what comes between two looks; smaller than what is written, so that messages leave it at the top. */
const WINDOW = 300;
const READ_MS = 500;

export async function runDevice({ part, storage, transport, before, note }: DeviceOptions): Promise<RunningDevice> {
  const { user, conversations } = part;
  const tell: Tell = (what, text) => note([{ is: 'broken', what, text }]);
  const failed = (error: unknown): void =>
    tell('trouble', `${user}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const commits = watchCommits(before, note, tell);
  const client = await createClient({
    storage: watchStorage(storage, commits),
    transport,
    auth: () => part.token,
    user,
    sync: { backfill: true, prefetch: 1_000, pageSize: 500 },
    outbox: { retryBaseMs: 50, retryMaxMs: 1_000, ratePerSecond: 0 },
    onError: failed,
  });
  await joinConversations(client, part);
  const windows = new Map(conversations.map(({ id }) => [id, watchWindow(client, id)]));
  const marks = watchMarks(client, part, before, note, tell);

  function watchWindow({ messages }: Client, id: string): ReturnType<typeof createShown> {
    const window = messages.observe(id, { limit: WINDOW });
    const shown = createShown(commits.ordOf, tell);
    window.subscribe(() => shown.look(window.getSnapshot()?.rows ?? []));
    return shown;
  }

  note([{ is: 'up', at: wallMs() }]);
  const writer = writeMessages({
    part,
    client,
    next: before.next(),
    unsent: commits.unsent,
    note,
    acked: (conversation, id) => windows.get(conversation)?.expect(id),
  });
  const reading = setInterval(() => {
    for (const { id } of conversations) client.conversations.markRead(id).catch(failed);
  }, READ_MS);

  return {
    async rest() {
      clearInterval(reading);
      await writer.rest();
    },
    async close() {
      for (const { id } of conversations) {
        const unread = (await client.conversations.get(id))?.unread ?? 0;
        note([{ is: 'unread', conversation: id, unread, read: commits.ownRead(`conversation:${id}`) }]);
      }
      marks.close();
      await client.close();
    },
  };
}
