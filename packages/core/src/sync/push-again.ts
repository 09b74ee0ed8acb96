import { laneOf, type Op, type StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { MessageRecord } from '../local-db/records.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { type PendingOp, putOf } from '../outbox/pending-op.ts';
import type { Draft } from './draft.ts';

/** One's own messages that a lost history may have held, at most, newest first. */
const MOST = 500;

/**
 * The device is the backup (PRO-13): when a stream begins a new history, one's own recent messages go back into the
 * outbox under their old opIds, before everything that waits there. The server knows those it still has.
 */
export async function lostOwnMessages(
  db: LocalDb,
  outbox: Outbox,
  replaced: ReadonlySet<StreamId>,
  draft: Draft,
  me: string,
  now: number,
): Promise<readonly PendingOp[]> {
  const again: PendingOp[] = [];
  for (const stream of replaced) {
    const rows = await db.range({ store: 'messages', prefix: [stream], reverse: true, limit: MOST });
    // What disappears is not brought back, since it would stay once more as long (PRO-59).
    const own = rows
      .map((row) => row.body as MessageRecord)
      .filter(({ author, body, expiresAt = now + 1 }) => author === me && body && expiresAt > now);
    const kept = new Set(draft.changes.flatMap((change) => ('put' in change ? [idOf(change.put.body)] : [])));
    const lost = own.filter((record) => !kept.has(record.id) && !outbox.get(record.id)).reverse();
    const lane = laneOf(stream, 'message');
    const first = outbox.placesBefore(lane, lost.length);
    lost.forEach((record, i) => {
      const op: Op = {
        opId: record.id,
        stream,
        collection: 'message',
        kind: 'put',
        body: { ...record.body } as Op['body'],
      };
      const n = first + i;
      again.push({ op, lane, n, createdAt: record.at, attempts: 1, stage: 'stored', state: { kind: 'unknown' } });
    });
  }
  draft.changes.push(...again.map(putOf));
  return again;
}

function idOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null && 'id' in body ? (body.id as string) : undefined;
}
