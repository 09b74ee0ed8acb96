import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerQuestions } from '../journey/answer-questions.ts';
import { endWithParent } from '../journey/end-with-parent.ts';
import { groupBy } from '../replay/group-by.ts';
import type { Down, Kept, Up } from './contenders/sqlite-wire.ts';
import { usageNow } from './usage.ts';

/**
 * What a good engineer writes for one app on `ws` and better-sqlite3: what comes in one turn of the loop is one
 * transaction, then acknowledged and passed on; who comes back gets what it missed in pages. It does not check who may
 * do what, limit anybody, notice a dead connection, or know more than messages.
 */

const PAGE_ROWS = 1_000;
const [folder = '', synchronous = 'FULL'] = process.argv.slice(2);
endWithParent();
answerQuestions(usageNow);

const db = new Database(join(folder, 'relay.db'));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
  CREATE TABLE message (conversation TEXT, ord INTEGER, id TEXT UNIQUE, author TEXT, at INTEGER, text TEXT,
    PRIMARY KEY (conversation, ord)) WITHOUT ROWID`);
const insert = db.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)');
const byId = db.prepare('SELECT ord, at FROM message WHERE id = ?');
const after = db.prepare('SELECT * FROM message WHERE conversation = ? AND ord > ? ORDER BY ord LIMIT ?');
const ords = new Map<string, number>();
const rooms = new Map<string, Set<WebSocket>>();

interface Waiting {
  readonly socket: WebSocket;
  readonly author: string;
  readonly message: { readonly conversation: string; readonly id: string; readonly text: string };
}
let waiting: Waiting[] = [];

/** The row, new or as it was stored before. */
function keep({ author, message: { conversation, id, text } }: Waiting, at: number): Kept {
  const known = byId.get(id) as { ord: number; at: number } | undefined;
  if (known) return { conversation, id, author, text, ...known };
  const ord = (ords.get(conversation) ?? 0) + 1;
  ords.set(conversation, ord);
  insert.run(conversation, ord, id, author, at, text);
  return { conversation, id, author, text, ord, at };
}
const keepAll = db.transaction((batch: readonly Waiting[]) => batch.map((one) => keep(one, Date.now())));

function commit(): void {
  const batch = waiting;
  waiting = [];
  const kept = keepAll(batch);
  const acks = new Map<WebSocket, Kept[]>();
  for (const [i, row] of kept.entries()) {
    const { socket } = batch[i] as Waiting;
    const rows = acks.get(socket);
    if (rows) rows.push(row);
    else acks.set(socket, [row]);
  }
  for (const [socket, rows] of acks) tell(socket, { acks: rows.map(({ id, ord, at }) => ({ id, ord, at })) });
  for (const [conversation, rows] of groupBy(kept, (row) => row.conversation)) {
    const text = JSON.stringify({ rows } satisfies Down);
    // Who sent it knows it: each conversation of these workloads has one who writes.
    for (const socket of rooms.get(conversation) ?? []) if (!acks.has(socket)) socket.send(text);
  }
}

const tell = (socket: WebSocket, down: Down): void => socket.send(JSON.stringify(down));

/** Read and joined in one turn, so that nothing falls between. */
function joinAll(socket: WebSocket, cursors: Readonly<Record<string, number>>): void {
  for (const [conversation, since] of Object.entries(cursors)) {
    for (let from = since; ; ) {
      const rows = after.all(conversation, from, PAGE_ROWS) as Kept[];
      if (rows.length > 0) tell(socket, { rows });
      if (rows.length < PAGE_ROWS) break;
      from = (rows.at(-1) as Kept).ord;
    }
    rooms.set(conversation, (rooms.get(conversation) ?? new Set()).add(socket));
  }
}

const relay = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
relay.on('connection', (socket, { url = '' }) => {
  const author = url.slice(1);
  socket.on('message', (data: Buffer) => {
    const up = JSON.parse(data.toString()) as Up;
    if ('join' in up) return joinAll(socket, up.join);
    if (waiting.length === 0) setImmediate(commit);
    for (const message of up.send) waiting.push({ socket, author, message });
  });
  socket.on('close', () => {
    for (const room of rooms.values()) room.delete(socket);
  });
});
relay.on('listening', () => process.send?.({ url: `ws://127.0.0.1:${(relay.address() as AddressInfo).port}` }));
