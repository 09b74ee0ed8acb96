import { type JsonObject, laneOf, type Op } from '@tidemark/protocol';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import type { Ack, OpState } from './op-state.ts';

/** An op in the outbox: frozen data, replaced as a whole when something about it changes. */
export interface PendingOp {
  readonly op: Op;
  readonly lane: string;
  /** The place in the lane. */
  readonly n: number;
  /** This device's clock, for display. */
  readonly createdAt: number;
  /** Pushes, counted in the database before each push. */
  readonly attempts: number;
  /**
   * `saving`: its row is not durable yet. `stored`: durable. `counted`: the next push is counted, it may go. `ending`:
   * the commit that takes its row out is under way, and nobody writes it any more.
   */
  readonly stage: 'saving' | 'stored' | 'counted' | 'ending';
  readonly state: OpState;
  /** Of a write with a `baseRev`: the row it was made from; absent where there was none. */
  readonly base?: JsonObject | undefined;
}

/** Queued, inflight and unknown are not stored: after a restart an op that was counted is `unknown`. */
interface OpRecord {
  readonly op: Op;
  readonly createdAt: number;
  readonly attempts: number;
  readonly ended?: OpState | undefined;
  /** Of an acked op. Its tick was shown, and is shown again after a restart. */
  readonly ack?: Ack | undefined;
  readonly base?: JsonObject | undefined;
}

export const keyOfOp = (op: Op): string => op.key ?? op.opId;

/** No server can have seen it, so it may still be rewritten. */
export function isUnsent({ state, attempts, stage }: PendingOp): boolean {
  if (state.kind !== 'queued' || stage === 'ending') return false;
  return attempts === 0 || (attempts === 1 && stage !== 'stored');
}

/** Its end is not known or not reached yet: what an app calls pending. */
export function isOpen({ state }: PendingOp): boolean {
  return state.kind !== 'failed' && state.kind !== 'conflict';
}

export function putOf({ op, lane, n, createdAt, attempts, state, base }: PendingOp): Extract<Change, { put: Stored }> {
  const ended = state.kind === 'failed' || state.kind === 'conflict' ? { ended: state } : {};
  const acked = state.kind === 'acked' ? { ack: state.ack } : {};
  const body: OpRecord = { op, createdAt, attempts, ...ended, ...acked, ...(base && { base }) };
  return { store: 'outbox', put: { key: [lane, n], rev: attempts, keys: {}, body } };
}

export function deleteOf({ lane, n }: PendingOp): Change {
  return { store: 'outbox', delete: [lane, n] };
}

export function pendingOf(stored: Stored): PendingOp {
  const { op, createdAt, attempts, ended, ack, base } = stored.body as OpRecord;
  const open: OpState = ack ? { kind: 'acked', ack } : { kind: attempts === 0 ? 'queued' : 'unknown' };
  const state: OpState = ended ?? open;
  const lane = laneOf(op.stream, op.collection);
  const n = stored.key[1] as number;
  return { op, lane, n, createdAt, attempts, stage: 'stored', state, ...(base && { base }) };
}
