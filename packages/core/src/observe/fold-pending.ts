import type { JsonObject, Op } from '@tidemark/protocol';
import { mergeFields } from '../model/merge-fields.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isOpen, keyOfOp } from '../outbox/pending-op.ts';

/**
 * The pending writes of a lane over what is stored, by key; `body` undefined means deleted, `source` the newest op.
 * A refused write is rolled back: it is not folded.
 */
export function foldPending(
  outbox: Outbox,
  lane: string,
  bodyOf: (key: string) => JsonObject | undefined,
): ReadonlyMap<string, { readonly body: JsonObject | undefined; readonly source: object }> {
  const folded = new Map<string, { body: JsonObject | undefined; source: object }>();
  for (const pending of outbox.lane(lane)?.ops.values() ?? []) {
    if (!isOpen(pending)) continue;
    const { op } = pending;
    const key = keyOfOp(op);
    const before = folded.has(key) ? folded.get(key)?.body : bodyOf(key);
    // A patch of a row outside the window does not bring it in.
    if (op.kind === 'patch' && !before) continue;
    const body = op.kind === 'put' ? op.body : op.kind === 'patch' && before ? patched(before, op) : undefined;
    folded.set(key, { body, source: op });
  }
  return folded;
}

/** What each patch made last, and of what: the same object while that is the same. */
const patches = new WeakMap<Op, { readonly over: JsonObject; readonly body: JsonObject }>();

function patched(over: JsonObject, op: Op): JsonObject {
  const last = patches.get(op);
  if (last?.over === over) return last.body;
  const body = mergeFields(over, op.body ?? {});
  patches.set(op, { over, body });
  return body;
}
