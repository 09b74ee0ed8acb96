import type { StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { MessageRecord } from '../local-db/records.ts';
import { holds, type Range } from '../sync/ranges.ts';
import type { StreamState } from '../sync/stream-state.ts';

/** Where a time stands in a conversation, by what is held of it. */
export interface DatePlace {
  /** The first held message of that time or later; one past the newest held where there is none. */
  readonly ord: number;
  /** No message that is not held may stand there instead. */
  readonly isSure: boolean;
}

/** The server's times never fall with the ord (PRO-15), so each range is halved; nothing is read but single messages. */
export async function findDate(db: Pick<LocalDb, 'get'>, stateNow: () => StreamState, at: number): Promise<DatePlace> {
  const { stream, ranges, minOrd } = stateNow();
  for (const range of ranges) {
    if ((await timeOf(db, stream, range.to)) < at) continue;
    const ord = await firstIn(db, stream, range, at);
    return { ord, isSure: ord === minOrd || holds(ranges, ord - 1) };
  }
  // Only now is it read to the end, and meanwhile messages may have come.
  const { cursor, head } = stateNow();
  const last = ranges.at(-1)?.to ?? minOrd - 1;
  const end = Math.max(cursor?.ord ?? 0, head?.ord ?? 0);
  return { ord: last + 1, isSure: cursor !== undefined && last === end };
}

async function firstIn(db: Pick<LocalDb, 'get'>, stream: StreamId, { from, to }: Range, at: number): Promise<number> {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await timeOf(db, stream, middle)) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function timeOf(db: Pick<LocalDb, 'get'>, stream: StreamId, ord: number): Promise<number> {
  const [row] = await db.get('messages', [[stream, ord]]);
  return (row?.body as MessageRecord | undefined)?.at ?? Number.POSITIVE_INFINITY;
}
