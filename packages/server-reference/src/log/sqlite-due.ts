import type { DatabaseSync } from 'node:sqlite';
import type { StreamId } from '@tidemark/protocol';
import { byDue } from './by-due.ts';
import type { StoredRow } from './log.ts';
import { storedRow } from './sqlite-read.ts';

/** Reads what is due; both tables have an index of only the rows with something to be done. */
export function createDueReader(db: DatabaseSync): (by: number, limit: number) => readonly StoredRow[] {
  const tables = ['messages', 'rows'].map((table) =>
    db.prepare(
      `select t.*, s.stream as name from ${table} t join streams s on s.id = t.stream
       where t.due_at <= ? order by t.due_at, t.stream, t.rev limit ?`,
    ),
  );
  return (by, limit) =>
    tables
      .flatMap((table) => table.all(by, limit).map((found) => storedRow(found['name'] as StreamId, found)))
      .sort(byDue)
      .slice(0, limit);
}
