import type { OpKind } from '@tidemark/protocol';
import type { Failure } from '../model/delivery.ts';
import { kept } from '../model/same.ts';
import { isOpen, keyOfOp, type PendingOp } from '../outbox/pending-op.ts';
import { createView } from './create-view.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

export interface OutboxEntry {
  readonly opId: string;
  readonly lane: string;
  readonly collection: string;
  readonly kind: OpKind;
  /** The row it writes: for a message its id. */
  readonly key: string;
  readonly status: 'pending' | 'failed' | 'conflict';
  readonly failure?: Failure | undefined;
  readonly attempts: number;
  /** This device's clock, milliseconds since 1970. */
  readonly createdAt: number;
  /**
   * The server refused it, or what stands before it, for now: nothing of its lane goes before, in measured time
   * (`performance.now()`), as in `SyncStatus`. Known in the tab that is connected.
   */
  readonly retryAtMs?: number | undefined;
}

/** Everything the server has not confirmed, in no order but that of each lane. */
export function observeOutbox(sources: WindowSources, nowMs: () => number): Observed<readonly OutboxEntry[]> {
  const { outbox } = sources;
  const shown = new WeakMap<object, OutboxEntry>();

  function show(pending: PendingOp): OutboxEntry {
    const { op, lane, state, attempts, createdAt } = pending;
    const { opId, collection, kind } = op;
    const key = keyOfOp(op);
    const status = isOpen(pending) ? 'pending' : state.kind === 'conflict' ? 'conflict' : 'failed';
    const failure = 'failure' in state && { failure: state.failure };
    const { retryAtMs = 0 } = outbox.lane(lane) ?? {};
    const wait = status === 'pending' && retryAtMs > nowMs() && { retryAtMs };
    const entry = kept(
      shown.get(op),
      { opId, lane, collection, kind, key, status, attempts, createdAt, ...failure, ...wait },
      1,
    );
    shown.set(op, entry);
    return entry;
  }

  const { observed, invalidate } = createView(sources, {
    compute: () => Array.from(outbox.all(), show),
    ends: [outbox.subscribe(() => invalidate())],
  });
  return observed;
}

/** How much of what was written here is not at the server. */
export interface Unsynced {
  /** On its way, or waiting for its turn. */
  readonly pending: number;
  /** Refused, until it is retried or taken back. */
  readonly failed: number;
}

export function observeUnsynced(sources: WindowSources): Observed<Unsynced> {
  const { outbox } = sources;
  const { observed, invalidate } = createView(sources, {
    compute: () => ({ pending: outbox.openCount(), failed: outbox.count() - outbox.openCount() }),
    ends: [outbox.subscribe(() => invalidate())],
  });
  return observed;
}
