import { closeSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Change, OpenSpec } from '@tidemark/core';

export const damageSpec: OpenSpec = {
  name: 'damage',
  stores: [
    { name: 'meta', keyArity: 1, indexes: {} },
    { name: 'messages', keyArity: 2, indexes: { id: 1 }, clustered: true },
    { name: 'outbox', keyArity: 2, indexes: { op: 1 } },
  ],
};

/** An op that waits in a lane. */
export function op(lane: string, n: number): Change {
  const body = { text: `text ${n} `.repeat(12) };
  return { store: 'outbox', put: { key: [lane, n], rev: 1, keys: { op: [[`${lane}:${n}`]] }, body } };
}

export const metaRow = (name: string): Change => ({
  store: 'meta',
  put: { key: [name], rev: 1, keys: {}, body: { name } },
});

interface Page {
  readonly pageno: number;
  readonly cells: number;
}

/** The pages of a table in key order, each with how many rows stand on it. */
export function pagesOf(path: string, table: string, type: 'leaf' | 'internal' = 'leaf'): readonly Page[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const pages = db
    .prepare('SELECT pageno, ncell AS cells FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path')
    .all(table, type);
  db.close();
  return pages as unknown as readonly Page[];
}

/** Overwrites pages of a closed file. */
export function damage(path: string, pages: readonly Page[]): void {
  const file = openSync(path, 'r+');
  for (const { pageno } of pages) writeSync(file, new Uint8Array(4096).fill(0xa5), 0, 4096, (pageno - 1) * 4096);
  closeSync(file);
}
