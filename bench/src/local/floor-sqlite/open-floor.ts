import type { Row } from '@tidemark/protocol';
import Database from 'better-sqlite3';
import { WINDOW } from '../ours/rounds.ts';

/**
 * What a good engineer would write for one app on better-sqlite3: tables for just these queries, prepared statements,
 * write-ahead log. It does not: tell holes from ends, keep what is unsent apart, survive a newer or damaged file, tell
 * subscribers by what changed, sort by UTF-16 or carry other collections.
 */
export interface Floor {
  readonly db: Database.Database;
  /** A message of this device's, kept until the server has it. */
  readonly send: (conversation: string, n: number, text: string) => void;
  readonly insert: (conversation: string, row: Row) => void;
  /** The newest message, and what goes with it: cursor, preview, count of unread ones. */
  readonly moved: (conversation: string, row: Row, unread: number) => void;
  readonly newest: (conversation: string) => readonly unknown[];
  readonly list: () => readonly unknown[];
  readonly unsent: () => readonly unknown[];
  readonly setStatus: (conversation: string, ord: number, status: number) => void;
}

const VERSION = 1;
const SCHEMA = `
  CREATE TABLE message (conversation TEXT, ord INTEGER, id TEXT, author TEXT, at INTEGER, status INTEGER, body TEXT,
    PRIMARY KEY (conversation, ord)) WITHOUT ROWID;
  CREATE UNIQUE INDEX message_id ON message (id);
  CREATE TABLE conversation (id TEXT PRIMARY KEY, title TEXT, at INTEGER, cursor INTEGER, last TEXT, unread INTEGER);
  CREATE INDEX conversation_at ON conversation (at);
  CREATE TABLE outbox (conversation TEXT, n INTEGER, id TEXT, at INTEGER, body TEXT, PRIMARY KEY (conversation, n))
    WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};`;

export function openFloor(path: string, synchronous: 'NORMAL' | 'FULL' = 'NORMAL'): Floor {
  const db = new Database(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -8000`);
  if (db.pragma('user_version', { simple: true }) !== VERSION) db.exec(SCHEMA);
  const send = db.prepare('INSERT INTO outbox VALUES (?, ?, ?, ?, ?)');
  const insert = db.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, 0, ?)');
  const moved = db.prepare('UPDATE conversation SET at = ?, cursor = ?, last = ?, unread = ? WHERE id = ?');
  const newest = db.prepare(
    `SELECT id, ord, author, at, status, body FROM message WHERE conversation = ? ORDER BY ord DESC LIMIT ${WINDOW}`,
  );
  const list = db.prepare('SELECT id, title, at, cursor, last, unread FROM conversation ORDER BY at DESC LIMIT 100');
  const unsent = db.prepare('SELECT id, conversation, n, at, body FROM outbox ORDER BY conversation, n');
  const setStatus = db.prepare('UPDATE message SET status = ? WHERE conversation = ? AND ord = ?');
  return {
    db,
    send: (conversation, n, text) =>
      void send.run(conversation, n, crypto.randomUUID(), Date.now(), JSON.stringify({ text })),
    insert: (conversation, { key, ord, author, at, body }) =>
      void insert.run(conversation, ord, key, author, at, JSON.stringify(body)),
    moved: (conversation, row, unread) =>
      void moved.run(row.at, row.rev, JSON.stringify(row.body), unread, conversation),
    newest: (conversation) => newest.all(conversation).map(parseBody).reverse(),
    list: () => list.all().map(parseLast),
    unsent: () => unsent.all().map(parseBody),
    setStatus: (conversation, ord, status) => void setStatus.run(status, conversation, ord),
  };
}

function parseBody(row: unknown): unknown {
  const found = row as { body: string };
  return { ...found, body: JSON.parse(found.body) };
}

function parseLast(row: unknown): unknown {
  const found = row as { last: string | null };
  return { ...found, last: found.last === null ? undefined : JSON.parse(found.last) };
}
