import type { PendingOp } from './pending-op.ts';

/** The ops of one FIFO. */
export interface Lane {
  /** Oldest first. */
  readonly ops: ReadonlyMap<string, PendingOp>;
  /** Those that name the row they write, oldest first: all but messages being sent. */
  readonly keyed: ReadonlyMap<string, PendingOp>;
  /** Newest first. What is not looked at costs nothing, however long the lane. */
  fromNewest(): Iterable<PendingOp>;
  /** Nothing of the lane is pushed before this monotonic time. */
  readonly retryAtMs: number;
}

export interface MutableLane extends Lane {
  retryAtMs: number;
  put(pending: PendingOp): void;
  remove(opId: string): void;
}

export function createLane(): MutableLane {
  let ops = new Map<string, PendingOp>();
  let keyed = new Map<string, PendingOp>();
  /** The opIds by place, those that are over included until they outnumber the others. */
  let order: string[] = [];
  let lastPlace = Number.NEGATIVE_INFINITY;

  function sort(): void {
    ops = new Map([...ops].sort(([, a], [, b]) => a.n - b.n));
    order = [...ops.keys()];
    keyed = new Map([...ops].filter(([, { op }]) => op.key !== undefined));
  }

  return {
    retryAtMs: 0,
    get ops() {
      return ops;
    },
    get keyed() {
      return keyed;
    },
    *fromNewest() {
      for (let i = order.length - 1; i >= 0; i--) {
        const pending = ops.get(order[i] as string);
        if (pending) yield pending;
      }
    },
    put(pending) {
      const isNew = !ops.has(pending.op.opId);
      ops.set(pending.op.opId, pending);
      if (pending.op.key !== undefined) keyed.set(pending.op.opId, pending);
      if (!isNew) return;
      order.push(pending.op.opId);
      if (pending.n < lastPlace) sort();
      lastPlace = Math.max(lastPlace, pending.n);
    },
    remove(opId) {
      ops.delete(opId);
      keyed.delete(opId);
      if (order.at(-1) === opId) order.pop();
      else if (order.length > 2 * ops.size + 16) order = [...ops.keys()];
    },
  };
}
