import type { Op } from '@tidemark/protocol';
import type { Failure } from '../model/delivery.ts';
import type { OpState } from '../outbox/op-state.ts';
import { isOpen, isUnsent, keyOfOp, type PendingOp } from '../outbox/pending-op.ts';

export type OpStateKind = OpState['kind'];

/** One op in the outbox, as the engine knows it. */
export interface InspectedOp {
  /** What is pushed. */
  readonly op: Op;
  /** The row it writes: for a message its id. */
  readonly key: string;
  readonly lane: string;
  readonly state: OpStateKind;
  /** Pushes, counted before each. */
  readonly attempts: number;
  /** This device's clock, milliseconds since 1970. */
  readonly createdAt: number;
  /** Of a failed or conflicting one. */
  readonly failure?: Failure | undefined;
  /** Where the server put it: of a confirmed one whose effect is not here yet. */
  readonly acked?: { readonly rev: number; readonly ord?: number | undefined } | undefined;
  /** No server can have seen it, or it failed: `outbox.cancel` takes it back. */
  readonly isCancellable: boolean;
  /** Nothing of its lane goes before, by `Inspector.nowMs`; absent where no time is waited for. */
  readonly retryAtMs?: number | undefined;
}

/** `retryAtMs`: when the lane or the connection is tried again, 0 where neither waits. */
export function inspectOp(pending: PendingOp, retryAtMs: number): InspectedOp {
  const { op, lane, state, attempts, createdAt } = pending;
  const isWaiting = retryAtMs > 0 && (state.kind === 'queued' || state.kind === 'unknown');
  return {
    ...{ op, key: keyOfOp(op), lane, state: state.kind, attempts, createdAt },
    isCancellable: !isOpen(pending) || isUnsent(pending),
    ...('failure' in state && { failure: state.failure }),
    ...(state.kind === 'acked' && { acked: { rev: state.ack.rev, ord: state.ack.ord } }),
    ...(isWaiting && { retryAtMs }),
  };
}
