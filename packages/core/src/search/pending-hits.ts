import { type MessageBody, parseStream, type StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { MessageRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { changesOf, foldChanges } from '../observe/message-changes.ts';
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
  const changes = new Map([...new Set(rewritten.map(({ op }) => op.stream))].map((of) => [of, changesOf(outbox, of)]));
  const bases = await baseRows(db, rewritten);
  const hits: Hit[] = [];
  const ids = new Set<string>();
  for (const { op, state, createdAt } of ops) {
    if (op.kind !== 'put') continue;
    const ack = state.kind === 'acked' ? state.ack : undefined;
    const place = { ...(ack?.ord !== undefined && { ord: ack.ord }), at: ack?.at ?? createdAt };
    add(op.stream, op.opId, op.body as MessageBody | undefined, { author: me(), ...place });
  }
  for (const { op } of rewritten) {
    const key = keyOfOp(op);
    const base = bases.get(`${op.stream} ${key}`);
    if (!base || ids.has(key)) continue;
    const { author, at, body } = base.record;
    add(op.stream, key, body, { ord: base.ord, author, at });
  }
  return { ids, hits };

  /** As it is shown: with the edits and deletions that wait behind it, also behind its own sending. */
  function add(stream: StreamId, id: string, said: MessageBody | undefined, place: Place): void {
    ids.add(id);
    const waiting = changes.get(stream)?.get(id);
    const body = waiting ? foldChanges({ body: said }, waiting).body : said;
    if (!body?.text) return;
    const hit = hitIn({ id, conversationId: parseStream(stream).scope, ...place, text: body.text }, wanted);
    if (hit) hits.push(hit);
  }
}

type Place = Pick<Hit, 'ord' | 'author' | 'at'>;

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
