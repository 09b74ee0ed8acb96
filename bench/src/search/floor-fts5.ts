import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { CONVERSATIONS } from '../local/ours/world.ts';
import type { Measured } from '../local/trial.ts';
import { createChatLines } from './chat-lines.ts';
import { timesOf } from './times-of.ts';

/** The same messages in a table and an FTS5 index over it, and the same questions: what one app on SQLite would write. */
export async function measureFts5(path: string, messages: number): Promise<Measured> {
  const lines = createChatLines();
  const plain = fill(`${path}-plain.db`, messages, lines.lineAt, false);
  const searched = fill(`${path}-searched.db`, messages, lines.lineAt, true);
  const db = new Database(`${path}-searched.db`);
  const find = db.prepare(
    `SELECT m.rowid, m.author, m.at, m.text, highlight(words, 0, '[', ']') FROM words JOIN message m ON m.rowid = words.rowid
     WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT 20`,
  );
  const samples: number[] = [];
  let hits = 0;
  const queries = lines.queries();
  for (const text of queries) {
    const words = text.split(' ').filter(Boolean);
    const match = words.map((word, i) => `"${word}"${i === words.length - 1 && !text.endsWith(' ') ? '*' : ''}`);
    const atMs = performance.now();
    hits += find.all(match.join(' ')).length;
    samples.push(performance.now() - atMs);
    await turn();
  }
  db.close();
  const indexing = searched - plain;
  return { plain, searched, indexing, share: indexing / plain, ...timesOf(samples), hits: hits / queries.length };
}

function fill(path: string, messages: number, lineAt: (i: number, ord: number) => string, isSearched: boolean): number {
  const db = new Database(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec('CREATE TABLE message (conversation INTEGER, ord INTEGER, author TEXT, at INTEGER, text TEXT)');
  db.exec("CREATE VIRTUAL TABLE words USING fts5(text, content='message', content_rowid='rowid', prefix='2')");
  const insert = db.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)');
  const index = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  const each = messages / CONVERSATIONS;
  const startMs = performance.now();
  for (let i = 0; i < CONVERSATIONS; i++) {
    db.transaction(() => {
      for (let ord = 1; ord <= each; ord++) {
        const text = lineAt(i, ord);
        const { lastInsertRowid } = insert.run(i, ord, 'bob', ord * 1000, text);
        if (isSearched) index.run(lastInsertRowid, text);
      }
    })();
  }
  const tookMs = performance.now() - startMs;
  db.close();
  return tookMs;
}
