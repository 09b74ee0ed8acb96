import {
  type JsonObject,
  laneOf,
  type MessageBody,
  type ScheduledBody,
  type StreamId,
  TidemarkError,
  userStream,
} from '@tidemark/protocol';
import type { Feature, FeatureParts } from '../client/feature.ts';
import type { RowRecord } from '../local-db/records.ts';
import { rowKey } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { checkId, checkKey, checkMessageBody, checkOrd } from '../model/check-body.ts';
import type { Failure } from '../model/delivery.ts';
import { signedIn } from '../model/signed-in.ts';
import { createView } from '../observe/create-view.ts';
import { foldPending } from '../observe/fold-pending.ts';
import { createLiveWindow } from '../observe/live-window.ts';
import type { Observed } from '../observe/observed.ts';
import { deleteOf, isOpen, type PendingOp } from '../outbox/pending-op.ts';

/** A message that the server sends later. */
export interface ScheduledMessage {
  /** The id that the message will have. */
  readonly id: string;
  readonly conversationId: string;
  /** Server time from which it is sent. */
  readonly at: number;
  readonly body: MessageBody;
  /** `pending`: the server does not know it, as it is shown; `failed`: it was refused, now or at its time. */
  readonly status: 'pending' | 'scheduled' | 'failed';
  readonly failure?: Failure | undefined;
}

/** Each resolves once it is safe on this device, offline as online. */
export interface Scheduled {
  /** The message that the server is to send at that time (milliseconds since 1970); a time that has passed means now. */
  schedule(
    conversationId: string,
    body: MessageBody,
    at: number,
    options?: { readonly id?: string | undefined },
  ): Promise<string>;
  /** Rejects with `write/not-found` where it was sent or taken back, as far as is known here. */
  reschedule(id: string, at: number): Promise<void>;
  edit(id: string, body: MessageBody): Promise<void>;
  cancel(id: string): Promise<void>;
  /** Those of one conversation or of all, the next one first; the first 1,000. */
  observe(conversationId?: string): Observed<readonly ScheduledMessage[]>;
}

const COLLECTION = 'scheduled';
const MOST = 1_000;

/** Messages that are sent later, by the server: this device may be off by then. */
export const scheduled: Feature<Scheduled> = { open: openScheduled };

function openScheduled(parts: FeatureParts): Scheduled {
  const { db, outbox, enqueue, drain, newId } = parts;

  const stream = (): StreamId => userStream(signedIn(parts.me()));

  async function find(id: string): Promise<ScheduledMessage> {
    const [row] = await db.get('rows', [rowKey(stream(), COLLECTION, checkId('id', id))]);
    const [found] = shown(parts, stream(), row ? [row] : []).filter((each) => each.id === id);
    if (found) return found;
    throw new TidemarkError('write/not-found', `No message "${id}" is scheduled`, { id });
  }

  /** Refused writes of it are over with the next one. */
  async function write(id: string, kind: 'put' | 'patch' | 'delete', body?: JsonObject): Promise<void> {
    const refused = refusedOf(outbox, stream(), id);
    outbox.remove(refused.map(({ op }) => op.opId));
    const { saved } = enqueue({ stream: stream(), collection: COLLECTION, key: id, kind, ...(body && { body }) });
    await Promise.all([saved, db.commit(refused.map(deleteOf))]);
    drain.wake();
  }

  async function change(id: string, fields: { at?: number; body?: MessageBody & JsonObject }): Promise<void> {
    const { conversationId: conversation, at, body, status, failure } = await find(id);
    const isSame = Object.entries(fields).every(
      ([field, value]) => JSON.stringify(value) === JSON.stringify({ at, body }[field as 'at']),
    );
    if (isSame && status !== 'failed') return;
    // What the server never took is written whole.
    const isRefusedHere = failure !== undefined && refusedOf(outbox, stream(), id).some(({ op }) => op.kind === 'put');
    if (!isRefusedHere) return write(id, 'patch', fields);
    await write(id, 'put', { conversation, at, body: body as MessageBody & JsonObject, ...fields });
  }

  return {
    async schedule(conversationId, body, at, { id = newId() } = {}) {
      const conversation = checkKey('conversationId', conversationId);
      checkId('options.id', id);
      await write(id, 'put', { conversation, at: checkOrd('at', at), body: checkMessageBody(body) });
      return id;
    },
    reschedule: async (id, at) => change(id, { at: checkOrd('at', at) }),
    edit: async (id, body) => change(id, { body: checkMessageBody(body) }),
    async cancel(id) {
      await find(id);
      await write(id, 'delete');
    },
    observe: (conversationId) => observeScheduled(parts, stream(), conversationId),
  };
}

function observeScheduled(
  parts: FeatureParts,
  stream: StreamId,
  conversationId: string | undefined,
): Observed<readonly ScheduledMessage[]> {
  const { db, outbox, sources } = parts;
  const lane = laneOf(stream, COLLECTION);
  const base = createLiveWindow({
    ...db,
    query: { store: 'rows', prefix: [stream, COLLECTION], reverse: false, limit: MOST },
    changed: () => invalidate(),
    onError: sources.onError,
  });
  const { observed, invalidate } = createView(sources, {
    ready: base.ready,
    compute: () => {
      const all = shown(parts, stream, base.rows());
      const wanted = all.filter((each) => conversationId === undefined || each.conversationId === conversationId);
      return Object.freeze(wanted.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)));
    },
    ends: [
      base.close,
      outbox.subscribe((changed) => {
        if (changed === lane) invalidate();
      }),
    ],
  });
  return observed;
}

const refusedOf = (outbox: FeatureParts['outbox'], stream: StreamId, id: string): readonly PendingOp[] =>
  [...(outbox.lane(laneOf(stream, COLLECTION))?.keyed.values() ?? [])].filter(
    (pending) => pending.op.key === id && !isOpen(pending),
  );

/** What is stored with what is pending over it; what was refused stands with the reason. */
function shown({ outbox }: FeatureParts, stream: StreamId, rows: readonly Stored[]): ScheduledMessage[] {
  const bodies = new Map(rows.map((row) => [row.key[2] as string, (row.body as RowRecord).body]));
  const folded = foldPending(outbox, { stream, collection: COLLECTION }, (key) => bodies.get(key));
  const refused = new Map<string, PendingOp>();
  for (const pending of outbox.lane(laneOf(stream, COLLECTION))?.keyed.values() ?? []) {
    if (!isOpen(pending)) refused.set(pending.op.key as string, pending);
  }
  return [...new Set([...bodies.keys(), ...folded.keys(), ...refused.keys()])].flatMap((id) => {
    const over = folded.get(id);
    const failed = over ? undefined : refused.get(id);
    const body = over ? over.body : (bodies.get(id) ?? (failed?.op.kind === 'put' ? failed.op.body : undefined));
    if (!body) return [];
    return [messageOf(id, body as unknown as ScheduledBody, over !== undefined, failed)];
  });
}

function messageOf(
  id: string,
  scheduled: ScheduledBody,
  isPending: boolean,
  refused: PendingOp | undefined,
): ScheduledMessage {
  const { conversation, at, body, failed } = scheduled;
  const atItsTime = failed && !isPending ? { ...failed, retryable: true } : undefined;
  const failure = refused && 'failure' in refused.state ? refused.state.failure : atItsTime;
  const status = failure ? 'failed' : isPending ? 'pending' : 'scheduled';
  return { id, conversationId: conversation, at, body, status, ...(failure && { failure }) };
}
