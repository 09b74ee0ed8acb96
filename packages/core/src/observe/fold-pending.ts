import { type JsonObject, laneOf, type Op, type StreamId } from '@tidemark/protocol';
import { mergeFields } from '../model/merge-fields.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isOpen, type PendingOp } from '../outbox/pending-op.ts';

export interface Folded {
  /** Undefined: deleted. */
  readonly body: JsonObject | undefined;
  /** The newest op. */
  readonly source: Op;
  /** When that was written, by this device's clock. */
  readonly createdAt: number;
}

/** A collection of a stream, as the outbox knows it. */
export interface FoldedCollection {
  readonly stream: StreamId;
  readonly collection: string;
  /** A patch of a row that is not there makes it, as in the protocol's own collections. */
  readonly patchMakes?: boolean | undefined;
}

/**
 * The pending writes of a collection over what is stored, by key. A refused write is rolled back: it is not folded,
 * unless `counts` says so.
 */
export function foldPending(
  outbox: Outbox,
  { stream, collection, patchMakes = false }: FoldedCollection,
  bodyOf: (key: string) => JsonObject | undefined,
  counts: (pending: PendingOp) => boolean = isOpen,
): ReadonlyMap<string, Folded> {
  const folded = new Map<string, Folded>();
  for (const pending of outbox.lane(laneOf(stream, collection))?.keyed.values() ?? []) {
    const { op, createdAt } = pending;
    if (op.collection !== collection || op.key === undefined || !counts(pending)) continue;
    const { key } = op;
    const before = folded.has(key) ? folded.get(key)?.body : bodyOf(key);
    // Elsewhere a patch of a row outside the window does not bring it in.
    const over = before ?? (patchMakes ? NOTHING : undefined);
    if (op.kind === 'patch' && !over) continue;
    const body = op.kind === 'put' ? op.body : op.kind === 'patch' && over ? patched(over, op) : undefined;
    folded.set(key, { body, source: op, createdAt });
  }
  return folded;
}

const NOTHING: JsonObject = Object.freeze({});

/** What each patch made last, and of what: the same object while that is the same. */
const patches = new WeakMap<Op, { readonly over: JsonObject; readonly body: JsonObject }>();

function patched(over: JsonObject, op: Op): JsonObject {
  const last = patches.get(op);
  if (last?.over === over) return last.body;
  const body = mergeFields(over, op.body ?? {});
  patches.set(op, { over, body });
  return body;
}
