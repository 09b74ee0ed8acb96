import { type JsonObject, type MentionBody, type Row, type ServerFrame, userStream } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import { type RowRecord, rowKey } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';

/**
 * The conversations of the mentions that these frames take back, by message id: one by one, or all of them where one's
 * own stream may begin a new history, and those that parked rows of it take back. Mostly there are none.
 */
export async function mentionedIn(
  db: LocalDb,
  frames: readonly ServerFrame[],
  me: string,
  parked: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const stream = userStream(me);
  const found = new Map<string, string>();
  const note = (id: string, body: JsonObject | undefined): void => {
    if (body) found.set(id, (body as unknown as MentionBody).conversation);
  };
  const ids: string[] = [];
  let isAnew = false;
  const look = (rows: readonly Row[]): void => {
    for (const { collection, key, body } of rows) {
      if (collection !== 'mention') continue;
      // Made and taken back within these frames, it is in no database yet.
      if (body) note(key, body);
      else ids.push(key);
    }
  };
  // What fills the hole before them lets these be applied.
  look(parked);
  for (const frame of frames) {
    if ((frame.type !== 'changes' && frame.type !== 'page') || frame.stream !== stream) continue;
    isAnew ||= frame.type === 'page' && frame.newest;
    look(frame.rows);
  }
  if (isAnew) {
    const rows: readonly Stored[] = await db.range({ store: 'rows', prefix: [stream, 'mention'] });
    for (const row of rows) note(row.key[2] as string, (row.body as RowRecord).body);
  } else if (ids.length > 0) {
    const keys = ids.map((id) => rowKey(stream, 'mention', id));
    const rows: readonly (Stored | undefined)[] = await db.get('rows', keys);
    for (const row of rows) if (row) note(row.key[2] as string, (row.body as RowRecord).body);
  }
  return found;
}
