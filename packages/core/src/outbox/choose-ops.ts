import type { Op } from '@tidemark/protocol';
import { jsonBytes } from './json-bytes.ts';
import type { Lane } from './lane.ts';
import { isUnsent, type PendingOp } from './pending-op.ts';

/** What may go out in one push. */
export interface Room {
  readonly ops: number;
  readonly bytes: number;
  readonly nowMs: number;
  /** Refused messages do not hold up the later ones of their lane. */
  readonly skipFailed: boolean;
}

export interface Chosen {
  readonly ops: readonly { readonly pending: PendingOp; readonly op: Op }[];
  /** No push can hold these. */
  readonly tooLarge: readonly PendingOp[];
  /** When the first waiting lane may go on, in monotonic milliseconds. */
  readonly retryAtMs: number | undefined;
}

/**
 * Takes ops from all lanes in turn, each lane in its order, until the room is full. A lane yields nothing past an op
 * that is still being saved, waits for its time, or failed and is shown to people; the first op it yields names the
 * one in flight before it.
 */
export function chooseOps(lanes: Iterable<Lane>, room: Room): Chosen {
  const ops: { pending: PendingOp; op: Op }[] = [];
  const tooLarge: PendingOp[] = [];
  let retryAtMs: number | undefined;
  let bytesLeft = room.bytes;
  let turns: Generator<{ pending: PendingOp; op: Op }>[] = [];
  for (const lane of lanes) {
    if (lane.retryAtMs <= room.nowMs) turns.push(pushable(lane, room.skipFailed));
    else retryAtMs = Math.min(retryAtMs ?? lane.retryAtMs, lane.retryAtMs);
  }
  while (turns.length > 0 && ops.length < room.ops) {
    const again: typeof turns = [];
    for (const turn of turns) {
      if (ops.length >= room.ops) break;
      const next = turn.next();
      if (next.done) continue;
      const bytes = jsonBytes(next.value.op) + 1;
      if (bytes > room.bytes) tooLarge.push(next.value.pending);
      else if (bytes > bytesLeft) return { ops, tooLarge, retryAtMs };
      else {
        bytesLeft -= bytes;
        ops.push(next.value);
        again.push(turn);
      }
    }
    turns = again;
  }
  return { ops, tooLarge, retryAtMs };
}

function* pushable(lane: Lane, skipFailed: boolean): Generator<{ pending: PendingOp; op: Op }> {
  let after: string | undefined;
  for (const pending of lane.ops.values()) {
    const { kind } = pending.state;
    if (kind === 'inflight') after = pending.op.opId;
    else if (kind === 'failed' || kind === 'conflict') {
      if (pending.op.collection === 'message' && !skipFailed) return;
    } else if (kind !== 'acked') {
      if (pending.stage === 'saving' || pending.stage === 'ending') return;
      // Once refused, it would be again for as long as the one in flight before it has not arrived.
      if (after !== undefined && kind === 'queued' && !isUnsent(pending)) return;
      yield { pending, op: after === undefined ? pending.op : { ...pending.op, after } };
      after = undefined;
    }
  }
}
