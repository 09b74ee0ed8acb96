import type { StreamId } from '@tidemark/protocol';
import type { PendingOp } from '../outbox/pending-op.ts';
import type { StreamState } from '../sync/stream-state.ts';
import type { OpStateKind } from './inspected-op.ts';

/** Something that moved in a client: plain data, frozen, without the contents of messages. */
export type InspectEvent = OpMoved | StreamChanged;

/** An op came, went on or went. */
export interface OpMoved {
  readonly kind: 'op-moved';
  /** This device's clock, for display. */
  readonly at: number;
  readonly opId: string;
  readonly stream: StreamId;
  readonly collection: string;
  /** Absent: it was written, here or in another tab. */
  readonly from?: OpStateKind | undefined;
  /** Absent: it is over. From `acked`, its effect is here; from anything else that may be so too, or it was taken back. */
  readonly to?: OpStateKind | undefined;
  readonly attempts: number;
  /** Of a refused one. */
  readonly code?: string | undefined;
}

/** A commit touched what is known of a stream. */
export interface StreamChanged {
  readonly kind: 'stream-changed';
  readonly at: number;
  readonly stream: StreamId;
  /** The cursor; absent while nothing of the stream was fetched. */
  readonly rev?: number | undefined;
  readonly ord?: number | undefined;
}

/** Undefined where nothing is to be told: it is being saved, or was rewritten before anybody saw it. */
export function opMoved(before: PendingOp | undefined, after: PendingOp | undefined, at: number): OpMoved | undefined {
  const pending = after ?? before;
  if (!pending) return undefined;
  const [from, to] = [before?.state.kind, after?.state.kind];
  const { op, attempts, state } = pending;
  const { opId, stream, collection } = op;
  if (from === to) return undefined;
  return Object.freeze({
    ...{ kind: 'op-moved', at, opId, stream, collection, attempts },
    ...(from && { from }),
    ...(to && { to }),
    ...(to && 'failure' in state && { code: state.failure.code }),
  });
}

export function streamChanged({ stream, cursor }: StreamState, at: number): StreamChanged {
  return Object.freeze({
    kind: 'stream-changed',
    ...{ at, stream },
    ...(cursor && { rev: cursor.rev, ord: cursor.ord }),
  });
}
