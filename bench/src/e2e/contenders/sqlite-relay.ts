import { once } from 'node:events';
import { join } from 'node:path';
import type { Row } from '@tidemark/protocol';
import { openFloor } from '../../local/floor-sqlite/open-floor.ts';
import { groupBy } from '../../replay/group-by.ts';
import type { OpenDevice } from '../device.ts';
import type { Down, Kept, Up } from './sqlite-wire.ts';

/**
 * A device that keeps what it sends until it is acknowledged, and what arrives with how far it has got. It does not try
 * again by itself, show what is pending, tell holes from ends, or tell the sender what was delivered.
 */
export const openDevice: OpenDevice = async ({ user, folder, server, conversations }, watcher) => {
  const { db, send, insert, moved } = openFloor(join(folder, `${user}.db`));
  const settle = db.prepare('DELETE FROM outbox WHERE conversation = ? AND n = ?');
  const add = db.prepare('INSERT INTO conversation VALUES (?, ?, 0, 0, NULL, 0)');
  const cursorOf = db.prepare('SELECT cursor FROM conversation WHERE id = ?').pluck();
  for (const { id } of conversations) add.run(id, id);
  const first = conversations[0]?.id;
  const unsent = new Map<string, { readonly conversation: string; readonly n: number; readonly text: string }>();
  let waiting: { conversation: string; id: string; text: string; n: number }[] = [];
  let flushed = (): void => {};
  let n = 0;
  let stored = 0;

  const sendAll = db.transaction((batch: typeof waiting) => {
    for (const message of batch) send(message.conversation, message.n, message.text);
  });
  const rowOf = ({ id, ord, author, at, text }: Kept): Row => ({
    collection: 'message',
    key: id,
    rev: ord,
    ord,
    at,
    author,
    body: { text },
  });
  const receive = db.transaction((rows: readonly Kept[]) => {
    for (const row of rows) insert(row.conversation, rowOf(row));
    for (const [conversation, of] of groupBy(rows, (row) => row.conversation))
      moved(conversation, rowOf(of.at(-1) as Kept), of.length);
  });
  const confirm = db.transaction((acks: readonly Omit<Kept, 'conversation' | 'author' | 'text'>[]) => {
    for (const { id, ord, at } of acks) {
      const op = unsent.get(id);
      if (op === undefined || !unsent.delete(id)) continue;
      settle.run(op.conversation, op.n);
      const { conversation, text } = op;
      insert(conversation, rowOf({ conversation, id, ord, at, author: user, text }));
    }
  });

  function hear(down: Down): void {
    if ('acks' in down) {
      confirm(down.acks);
      if (unsent.size === 0) flushed();
      return;
    }
    receive(down.rows);
    stored += down.rows.length;
    watcher.stored(stored);
    const newest = down.rows.at(-1);
    if (newest?.conversation === first) watcher.shown(newest?.text ?? '');
  }

  async function connect(): Promise<WebSocket> {
    const opened = new WebSocket(`${(server as { url: string }).url}/${user}`);
    opened.addEventListener('message', ({ data }) => hear(JSON.parse(String(data)) as Down));
    await once(opened, 'open');
    const cursors = conversations.map(({ id }) => [id, cursorOf.get(id) as number] as const);
    opened.send(JSON.stringify({ join: Object.fromEntries(cursors) } satisfies Up));
    return opened;
  }

  function push(): void {
    const batch = waiting;
    waiting = [];
    sendAll(batch);
    const ops = batch.map(({ conversation, id, text }) => ({ conversation, id, text }));
    socket.send(JSON.stringify({ send: ops } satisfies Up));
  }

  let socket = await connect();
  return {
    send(conversation, text) {
      if (waiting.length === 0) queueMicrotask(push);
      const message = { conversation, id: crypto.randomUUID(), text, n: ++n };
      unsent.set(message.id, message);
      waiting.push(message);
    },
    flush: () =>
      new Promise((resolve) => {
        flushed = resolve;
        if (unsent.size === 0) resolve();
      }),
    async leave() {
      socket.close();
      await once(socket, 'close');
    },
    comeBack() {
      connect().then((opened) => {
        socket = opened;
      }, console.error);
    },
    async close() {
      socket.close();
      db.close();
    },
  };
};
