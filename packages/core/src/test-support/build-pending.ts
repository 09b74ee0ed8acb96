import { laneOf, type Op } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import type { PendingOp } from '../outbox/pending-op.ts';

/** Op number `n` at place `n` of its lane: a message, durable, never pushed. */
export function buildPending(n: number, parts: Partial<PendingOp> = {}, op: Partial<Op> = {}): PendingOp {
  const made = build.op(n, op);
  const lane = laneOf(made.stream, made.collection);
  return { op: made, lane, n, createdAt: 0, attempts: 0, stage: 'stored', state: { kind: 'queued' }, ...parts };
}
