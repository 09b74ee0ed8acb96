import type { JsonObject, MessageBody, Row, StreamId } from '@tidemark/protocol';
import type { AppIndexes } from './app-index.ts';
import type { Change, Key } from './storage-adapter.ts';

/** A message as the server has it: the row `[stream, ord]` of the store `messages`. */
export interface MessageRecord {
  readonly id: string;
  readonly author: string;
  readonly at: number;
  readonly editedAt?: number | undefined;
  /** Server time at which it disappears. */
  readonly expiresAt?: number | undefined;
  /** It disappeared: the server deleted it for that, and nobody is told that it was there. */
  readonly expired?: true | undefined;
  /** Absent when deleted. */
  readonly body?: MessageBody | undefined;
}

/** Any other row as the server has it: `[stream, collection, key]` of the store `rows`. */
export interface RowRecord {
  readonly author: string;
  readonly at: number;
  readonly body: JsonObject;
}

export const rowKey = (stream: StreamId, collection: string, key: string): Key => [stream, collection, key];

/** `isNew`: its ord is past all that was ever stored of the stream. */
export function putMessage(stream: StreamId, row: Row, ord: number, isNew = false): Change {
  const { key: id, author, at, editedAt, expiresAt, op, body } = row;
  const record: MessageRecord = {
    id,
    author,
    at,
    ...(editedAt !== undefined && { editedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    // Nobody's op deleted it (PRO-59).
    ...(!body && (op ?? id) === id && { expired: true as const }),
    ...(body && { body }),
  };
  return {
    store: 'messages',
    put: { key: [stream, ord], rev: row.rev, keys: { id: [[row.key]] }, body: record },
    ...(isNew && { isNew }),
  };
}

export function putOrDeleteRow(stream: StreamId, row: Row, indexes: AppIndexes): Change {
  const key = rowKey(stream, row.collection, row.key);
  if (!row.body) return { store: 'rows', delete: key };
  const record: RowRecord = { author: row.author, at: row.at, body: row.body };
  const keys = {
    key: [[row.collection, row.key, stream]],
    app: indexes.entries(stream, row.collection, row.body),
  };
  return { store: 'rows', put: { key, rev: row.rev, keys, body: record } };
}
