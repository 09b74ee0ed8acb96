import type { Head, Mark } from '@tidemark/protocol';
import type { StoredMark, StoredRow, StreamRecord } from './log.ts';

/** A row as it stands in a frame. The body's text is spliced in as it was stored. */
export function encodeRow(row: StoredRow): string {
  const ord = row.ord === undefined ? '' : `,"ord":${row.ord}`;
  const edited = row.editedAt === undefined ? '' : `,"editedAt":${row.editedAt}`;
  const expires = row.dueAt === undefined || row.ord === undefined ? '' : `,"expiresAt":${row.dueAt}`;
  const op = row.op === row.key || row.collection === 'membership' ? '' : `,"op":"${row.op}"`;
  const body = row.body === null ? ',"deleted":true' : `,"body":${row.body}`;
  return (
    `{"collection":"${row.collection}","key":${JSON.stringify(row.key)},"rev":${row.rev}${ord},"at":${row.at}${edited}${expires},` +
    `"author":${JSON.stringify(row.author)}${op}${body}}`
  );
}

export function headOf(record: StreamRecord): Head {
  const { stream, epoch, rev, ord, marksRev, at } = record;
  return { stream, epoch, rev, ord, marksRev, at };
}

/** A member's mark as a reader may see it: their own in full, another's without what is private (PRO-33). */
export function markFor(reader: string, mark: StoredMark): Mark {
  const { user, delivered, read, ownDelivered, ownRead } = mark;
  return user === reader ? { user, delivered: ownDelivered, read: ownRead } : { user, delivered, read };
}
