import { join } from 'node:path';
import { sqlite } from '@tidemark/adapter-sqlite';
import type { Change } from '@tidemark/core';
import { openClient } from '../../journey/open-client.ts';
import type { Address } from '../../journey/server-main.ts';
import { watchStorage } from '../../replay/watch-storage.ts';
import type { DevicePlan, OpenDevice } from '../device.ts';

/** A client as an app has it: SQLite beneath, a window of 50 open; it holds the whole history of its conversations. */
export const openDevice: OpenDevice = async ({ user, folder, server, conversations }, watcher) => {
  const stored = new Set<string>();
  const committed = (changes: readonly Change[]): void => {
    for (const change of changes) {
      if (change.store !== 'messages' || !('put' in change)) continue;
      const { author } = change.put.body as { author: string };
      if (author !== user) stored.add(change.put.key.join(' '));
    }
    watcher.stored(stored.size);
  };
  const storage = watchStorage(sqlite(join(folder, `${user}.db`)), { opened: () => {}, committed });
  const client = await openClient(user, storage, server as Address, { backfill: true, prefetch: 100 });
  await found(client, conversations);
  const window = client.messages.observe(conversations[0]?.id ?? '', { limit: 50 });
  for (const { id } of conversations) await client.whenSynced(id);
  window.subscribe(() => {
    const newest = window.getSnapshot()?.rows.at(-1);
    if (newest?.ord !== undefined && newest.author !== user) watcher.shown(newest.body.text ?? '');
  });
  return {
    send: (conversation, text) => void client.messages.send(conversation, { text }),
    flush: () => client.flush({ withinMs: 120_000 }),
    leave: async () => client.sync.pause('away'),
    comeBack: () => client.sync.resume('away'),
    close: () => client.close(),
  };
};

type Client = Awaited<ReturnType<typeof openClient>>;

async function found(client: Client, conversations: DevicePlan['conversations']): Promise<void> {
  for (const { id, founds } of conversations)
    if (founds !== undefined) await client.conversations.create({ id, kind: 'group', title: id, members: founds });
  await client.flush();
}
