import type { StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { MessageRecord } from '../local-db/records.ts';
import type { Change } from '../local-db/storage-adapter.ts';
import { reachOf } from '../observe/delivery-of.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Clock } from '../runtime/clock.ts';
import type { StreamBook } from '../sync/stream-book.ts';

/** Messages waited for, in all and then in each conversation; above it the oldest are not measured. */
const MOST_WAITING = 1_000;

export interface SendSources {
  readonly db: Pick<LocalDb, 'feed'>;
  readonly outbox: Pick<Outbox, 'lane' | 'lanes' | 'subscribe'>;
  readonly book: Pick<StreamBook, 'marks' | 'subscribeAny'>;
  readonly me: () => string | undefined;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

interface Sent {
  readonly ord: number;
  readonly sentAtMs: number;
}

/**
 * Measures how long messages take: from the call of `send` until they are in the database as the server ordered them,
 * and until every other member has them. What an earlier process wrote is not measured: its clock is not this one's.
 */
export function followSends(
  { db, outbox, book, me, clock }: SendSources,
  measured: (what: 'sent' | 'delivered', durationMs: number) => void,
): () => void {
  const writtenAtMs = new Map<string, number>();
  const waiting = new Map<string, Sent[]>();
  /** The newest place seen in each lane. */
  const seen = new Map<string, number>();
  const newestOf = (lane: string): number => outbox.lane(lane)?.fromNewest()[Symbol.iterator]().next().value?.n ?? 0;
  for (const lane of outbox.lanes()) {
    const name = lane.ops.values().next().value?.lane;
    if (name !== undefined) seen.set(name, newestOf(name));
  }

  function written(name: string): void {
    const last = seen.get(name) ?? 0;
    for (const { op, n } of outbox.lane(name)?.fromNewest() ?? []) {
      if (n <= last) break;
      if (op.collection === 'message' && op.kind === 'put') limited(writtenAtMs).set(op.opId, clock.monotonicMs());
    }
    seen.set(name, Math.max(last, newestOf(name)));
  }

  function sent(changes: readonly Change[]): void {
    if (writtenAtMs.size === 0) return;
    for (const change of changes) {
      if (change.store !== 'messages' || !('put' in change)) continue;
      const { id } = change.put.body as MessageRecord;
      const atMs = writtenAtMs.get(id);
      if (atMs === undefined) continue;
      writtenAtMs.delete(id);
      measured('sent', clock.monotonicMs() - atMs);
      const [stream, ord] = change.put.key as readonly [string, number];
      const messages = waiting.get(stream) ?? [];
      waiting.set(stream, messages);
      messages.push({ ord, sentAtMs: atMs });
      if (messages.length > MOST_WAITING) messages.shift();
      delivered(stream);
    }
  }

  function delivered(stream: string): void {
    const messages = waiting.get(stream);
    if (!messages) return;
    const reached = reachOf(book.marks(stream as StreamId), me())?.delivered ?? 0;
    for (let first = messages[0]; first && first.ord <= reached; first = messages[0]) {
      messages.shift();
      measured('delivered', clock.monotonicMs() - first.sentAtMs);
    }
    if (messages.length === 0) waiting.delete(stream);
  }

  const ends = [outbox.subscribe(written), db.feed.subscribe(sent), book.subscribeAny(delivered)];
  return () => {
    for (const end of ends) end();
  };
}

/** Lets the oldest go where there are too many. */
function limited<Key, Value>(map: Map<Key, Value>): Map<Key, Value> {
  if (map.size >= MOST_WAITING) map.delete(map.keys().next().value as Key);
  return map;
}
