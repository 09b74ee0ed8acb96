import type { DatabaseSync } from 'node:sqlite';
import type { StreamId } from '@tidemark/protocol';

/** The integers that stand for streams in the tables. Read, not kept: SQLite's page cache answers in a microsecond. */
export interface StreamIds {
  find(stream: StreamId): number | undefined;
  existing(stream: StreamId): number;
}

export function createStreamIds(db: DatabaseSync): StreamIds {
  const select = db.prepare('select id from streams where stream = ?');
  const find = (stream: StreamId): number | undefined => {
    const row = select.get(stream);
    return row === undefined ? undefined : Number(row['id']);
  };
  return {
    find,
    existing: (stream) => {
      const id = find(stream);
      if (id === undefined) throw new Error(`no stream ${stream} in the log`);
      return id;
    },
  };
}
