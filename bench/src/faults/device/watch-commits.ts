import type { Change, Stored } from '@tidemark/core';
import type { StorageWatcher } from '../../replay/watch-storage.ts';
import { checkStored, type Tell } from './check-stored.ts';
import { type Entry, wallMs } from './entry.ts';
import type { History } from './history.ts';
import { parseText } from './part.ts';

export interface CommitWatcher extends StorageWatcher {
  /** Rows in the outbox. */
  unsent(): number;
  /** Where one's own message with this id stands, once the device holds that. */
  ordOf(id: string): number | undefined;
  /** One's own read mark of a stream, told to the server or not. */
  ownRead(stream: string): number;
}

/** Notes what each commit made durable, and checks what the first read of a life finds. */
export function watchCommits(before: History, note: (entries: readonly Entry[]) => void, tell: Tell): CommitWatcher {
  const { user } = before;
  const stored = new Set<string>();
  const outbox = new Set<string>();
  const ords = new Map<string, number>();
  const reads = new Map<string, number>();

  const standNow = (): Entry => ({ is: 'stand', stored: stored.size, unsent: outbox.size, at: wallMs() });

  /** What is new of one's own, and the newest of each other author and lane. */
  function put({ key, body }: Stored, entries: Entry[], newest: Map<string, Entry>): void {
    const { id, body: message } = body as { id: string; body?: { text?: string } };
    const said = parseText(message?.text);
    const place = key.join(' ');
    if (stored.has(place) || said === undefined) return;
    stored.add(place);
    const at = wallMs();
    if (said.user !== user) newest.set(`${said.user} ${key[0]}`, { is: 'got', from: said.user, n: said.n, at });
    else {
      const ord = Number(key[1]);
      if (ords.has(id)) tell('duplicated', `${message?.text}: at ${ords.get(id)} and at ${ord}`);
      ords.set(id, ord);
      if (!before.sent.has(said.n)) entries.push({ is: 'sent', n: said.n, ord, at });
    }
  }

  function keepRead({ key, body }: Stored): void {
    if (key[1] === 'state') reads.set(String(key[0]), (body as { own: { read: number } }).own.read);
  }

  function take(change: Change, entries: Entry[], newest: Map<string, Entry>): void {
    if (change.store === 'messages' && 'put' in change) put(change.put, entries, newest);
    else if (change.store === 'streams' && 'put' in change) keepRead(change.put);
    else if (change.store === 'outbox' && 'put' in change) outbox.add(change.put.key.join(' '));
    else if (change.store === 'outbox' && 'delete' in change) outbox.delete(change.delete.join(' '));
  }

  return {
    unsent: () => outbox.size,
    ordOf: (id) => ords.get(id),
    ownRead: (stream) => reads.get(stream) ?? 0,
    opened(messages, pending, streams) {
      checkStored(before, { messages, outbox: pending, streams }, tell);
      const entries: Entry[] = [];
      for (const row of messages) put(row, entries, new Map());
      for (const row of streams) keepRead(row);
      for (const { key } of pending) outbox.add(key.join(' '));
      note([...entries, standNow()]);
    },
    committed(changes) {
      const entries: Entry[] = [];
      const newest = new Map<string, Entry>();
      for (const change of changes) take(change, entries, newest);
      note([...entries, ...newest.values(), standNow()]);
    },
  };
}
