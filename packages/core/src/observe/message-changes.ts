import type { MessageBody, StreamId } from '@tidemark/protocol';
import { mergeFields } from '../model/merge-fields.ts';
import type { MessageChange } from '../model/message.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isOpen, type PendingOp } from '../outbox/pending-op.ts';

/** The edits and deletions that stand in the outbox, by message id, oldest first. */
export type MessageChanges = ReadonlyMap<string, readonly PendingOp[]>;

/** Usually there is none, and then this is the same object. */
const NONE: MessageChanges = new Map();

export function changesOf(outbox: Outbox, stream: StreamId): MessageChanges {
  let changes: Map<string, PendingOp[]> | undefined;
  for (const pending of outbox.lane(stream)?.keyed.values() ?? []) {
    const { collection, key } = pending.op;
    if (collection !== 'message' || key === undefined) continue;
    changes ??= new Map();
    const ofKey = changes.get(key);
    if (ofKey) ofKey.push(pending);
    else changes.set(key, [pending]);
  }
  return changes ?? NONE;
}

/** A message as it is said to be. */
export interface Told {
  /** Undefined: deleted. */
  readonly body?: MessageBody | undefined;
  readonly editedAt?: number | undefined;
}

/** What is pending over what is stored: what was refused counts for nothing, and is told as the newest change. */
export function foldChanges(told: Told, changes: readonly PendingOp[]): Told & { readonly change: MessageChange } {
  let { body, editedAt } = told;
  for (const pending of changes) {
    const { op, createdAt } = pending;
    if (!isOpen(pending) || body === undefined) continue;
    if (op.kind === 'delete') {
      body = undefined;
      editedAt = undefined;
    } else {
      body = mergeFields(body as never, op.body ?? {});
      editedAt = createdAt;
    }
  }
  return { body, editedAt, change: changeOf(changes.at(-1) as PendingOp) };
}

function changeOf(newest: PendingOp): MessageChange {
  const { op, state } = newest;
  const status = isOpen(newest) ? 'pending' : state.kind === 'conflict' ? 'conflict' : 'failed';
  return {
    opId: op.opId,
    kind: op.kind === 'delete' ? 'delete' : 'edit',
    status,
    ...('failure' in state && { failure: state.failure }),
  };
}
