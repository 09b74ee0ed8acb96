import type { JsonObject } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import { type RowRecord, rowKey } from '../local-db/records.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import type { Current } from '../write/write-collection.ts';
import { type FoldedCollection, foldPending } from './fold-pending.ts';

export interface CurrentSources {
  readonly db: LocalDb;
  readonly outbox: Outbox;
}

/** What the server said of a row, and over it the pending writes that `counts` says. Without a body there is none. */
export async function currentVersion(
  { db, outbox }: CurrentSources,
  query: FoldedCollection,
  key: string,
  counts?: (pending: PendingOp) => boolean,
): Promise<Current> {
  const [row] = await db.get('rows', [rowKey(query.stream, query.collection, key)]);
  const stored = (row?.body as RowRecord | undefined)?.body;
  const folded = foldPending(outbox, query, (each) => (each === key ? stored : undefined), counts);
  return { body: folded.has(key) ? folded.get(key)?.body : stored, rev: row?.rev ?? 0 };
}

/** The body alone. */
export async function currentRow(
  sources: CurrentSources,
  query: FoldedCollection,
  key: string,
): Promise<JsonObject | undefined> {
  return (await currentVersion(sources, query, key)).body;
}
