import type { JsonObject } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import { type RowRecord, rowKey } from '../local-db/records.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type FoldedCollection, foldPending } from './fold-pending.ts';

/** A row as it is shown: what the server said, and the pending writes over it. Undefined: there is none. */
export async function currentRow(
  { db, outbox }: { readonly db: LocalDb; readonly outbox: Outbox },
  query: FoldedCollection,
  key: string,
): Promise<JsonObject | undefined> {
  const [row] = await db.get('rows', [rowKey(query.stream, query.collection, key)]);
  const stored = (row?.body as RowRecord | undefined)?.body;
  const folded = foldPending(outbox, query, (each) => (each === key ? stored : undefined));
  return folded.has(key) ? folded.get(key)?.body : stored;
}
