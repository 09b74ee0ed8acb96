import { type JsonObject, type MessageBody, parseStream, type StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { foldPending } from '../observe/fold-pending.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isOpen, keyOfOp, type PendingOp } from '../outbox/pending-op.ts';
import { type Hit, hitIn, type Wanted } from './find.ts';

export interface PendingSources {
  readonly db: LocalDb;
  readonly outbox: Outbox;
  readonly me: () => string | undefined;
}

/** What the outbox makes of the messages found: what is written and not confirmed is found as it is shown. */
export interface PendingHits {
  /** Messages the outbox says something else of than the database. */
  readonly ids: ReadonlySet<string>;
  readonly hits: readonly Hit[];
}

export async function pendingHits({ db, outbox, me }: PendingSources, wanted: Wanted): Promise<PendingHits> {
  const ops = [...outbox.all()].filter(({ op }) => op.collection === 'message');
  const rewritten = ops.filter((pending) => pending.op.kind !== 'put' && isOpen(pending));
  const bases = await baseRows(db, rewritten);
  const hits: Hit[] = [];
  const ids = new Set<string>();
  for (const { op, state, createdAt } of ops) {
    if (op.kind !== 'put') continue;
    ids.add(op.opId);
    const text = (op.body as MessageBody | undefined)?.text;
    const ack = state.kind === 'acked' ? state.ack : undefined;
    const place = { ...(ack?.ord !== undefined && { ord: ack.ord }), at: ack?.at ?? createdAt };
    if (text) add({ id: op.opId, conversationId: parseStream(op.stream).scope, author: me(), ...place, text });
  }
  for (const stream of new Set(rewritten.map(({ op }) => op.stream))) {
    const bodyOf = (key: string): JsonObject | undefined => bases.get(`${stream} ${key}`)?.record.body as JsonObject;
    const folded = foldPending(outbox, { stream, collection: 'message' }, bodyOf);
    for (const { op } of rewritten) {
      const key = keyOfOp(op);
      const base = bases.get(`${stream} ${key}`);
      if (op.stream !== stream || ids.has(key) || !base) continue;
      ids.add(key);
      const text = (folded.get(key)?.body as MessageBody | undefined)?.text;
      const { author, at } = base.record;
      if (text) add({ id: key, conversationId: parseStream(stream).scope, ord: base.ord, author, at, text });
    }
  }
  return { ids, hits };

  function add(message: Omit<Hit, 'ranges'>): void {
    const hit = hitIn(message, wanted);
    if (hit) hits.push(hit);
  }
}

/** The stored messages that pending ops rewrite, by stream and id. */
async function baseRows(db: LocalDb, rewritten: readonly PendingOp[]) {
  const bases = new Map<string, { readonly ord: number; readonly record: MessageRecord }>();
  if (rewritten.length === 0) return bases;
  const found = (await db.read(
    rewritten.map(({ op }) => ({ store: 'messages', index: 'id', prefix: [keyOfOp(op)] })),
  )) as readonly (readonly Stored[])[];
  for (const { key, body } of found.flat()) {
    const record = body as MessageRecord;
    bases.set(`${key[0] as StreamId} ${record.id}`, { ord: key[1] as number, record });
  }
  return bases;
}
