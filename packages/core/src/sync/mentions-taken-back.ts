import { type MentionBody, type ServerFrame, userStream } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import { type RowRecord, rowKey } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';

/** The conversations of the mentions that these frames take back, by message id. Mostly there are none. */
export async function mentionsTakenBack(
  db: LocalDb,
  frames: readonly ServerFrame[],
  me: string,
): Promise<ReadonlyMap<string, string>> {
  const stream = userStream(me);
  const ids: string[] = [];
  for (const frame of frames) {
    if ((frame.type !== 'changes' && frame.type !== 'page') || frame.stream !== stream) continue;
    for (const row of frame.rows) if (row.collection === 'mention' && !row.body) ids.push(row.key);
  }
  if (ids.length === 0) return new Map();
  const rows: readonly (Stored | undefined)[] = await db.get(
    'rows',
    ids.map((id) => rowKey(stream, 'mention', id)),
  );
  return new Map(
    rows.flatMap((row, i): [string, string][] => {
      const body = (row?.body as RowRecord | undefined)?.body as MentionBody | undefined;
      return body ? [[ids[i] as string, body.conversation]] : [];
    }),
  );
}
