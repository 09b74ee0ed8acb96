import { DatabaseSync } from 'node:sqlite';
import { sqlite } from '@tidemark/adapter-sqlite';
import type { Stored } from '@tidemark/core';
import type { MessageBody } from '@tidemark/protocol';
import type { FoundMessage, Replica } from './compare.ts';

const PREFIX = 'conversation:';
const STORES = [
  { name: 'messages', keyArity: 2, indexes: {} },
  { name: 'outbox', keyArity: 2, indexes: {} },
];

/** What a client's database file holds, read after the client was closed. */
export async function readClient(name: string, path: string): Promise<Replica> {
  const storage = sqlite(path);
  await storage.open({ name: 'tidemark', stores: STORES });
  const [messages, outbox] = await storage.read([{ store: 'messages' }, { store: 'outbox' }]);
  await storage.close();
  return replicaOf(name, messages as readonly Stored[], outbox as readonly Stored[]);
}

export function replicaOf(name: string, messages: readonly Stored[], outbox: readonly Stored[]): Replica {
  const found = messages.map(({ key: [stream, ord], body }) => {
    const { id, author, body: said } = body as { id: string; author: string; body?: MessageBody };
    return foundMessage(String(stream), Number(ord), id, author, said);
  });
  return { name, messages: found, unsent: outbox.length };
}

/** What the server's log holds, read after the server was stopped. */
export function readServer(path: string): Replica {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db
    .prepare('select s.stream, m.ord, m.key, m.author, m.body from messages m join streams s on s.id = m.stream')
    .all();
  db.close();
  const messages = rows.map(({ stream, ord, key, author, body }) =>
    foundMessage(String(stream), Number(ord), String(key), String(author), JSON.parse(String(body))),
  );
  return { name: 'server', messages, unsent: 0 };
}

function foundMessage(
  stream: string,
  ord: number,
  id: string,
  author: string,
  body: MessageBody | null | undefined,
): FoundMessage {
  const { text, kind, replyTo, mentions, meta } = body ?? {};
  return {
    conversation: stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : stream,
    ord,
    id,
    author,
    text,
    kind,
    replyTo,
    mentions,
    n: typeof meta?.['n'] === 'number' ? meta['n'] : undefined,
  };
}
