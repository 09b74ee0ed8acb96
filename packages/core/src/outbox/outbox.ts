import { createLane, type Lane, type MutableLane } from './lane.ts';
import { nextOpState, type OpEvent } from './op-state.ts';
import { isOpen, type PendingOp } from './pending-op.ts';

/**
 * The outbox in memory: what the rows of the store `outbox` say, plus what need not survive. Reading and changing it
 * is synchronous; the writers keep the rows in step.
 */
export interface Outbox {
  lane(name: string): Lane | undefined;
  lanes(): Iterable<Lane>;
  get(opId: string): PendingOp | undefined;
  all(): Iterable<PendingOp>;
  count(): number;
  /** Ops whose end is not known or not reached yet. */
  openCount(): number;
  /** Ops pushed and not answered. */
  inflightCount(): number;
  /** Ops confirmed whose effect is not in the base yet: few, and for a short time. */
  acked(): Iterable<PendingOp>;
  /** The next free place at the end of the lane. */
  nextPlace(lane: string): number;
  /** A place before every op of the lane, `count` places wide. */
  placesBefore(lane: string, count: number): number;
  /** Puts ops in, each at its place in its lane. */
  add(ops: readonly PendingOp[]): void;
  /** Replaces the op of the same opId; nothing when it is gone. */
  replace(pending: PendingOp): void;
  remove(opIds: Iterable<string>): void;
  /** Moves an op along its states and returns it as it is then. */
  move(opId: string, event: OpEvent): PendingOp | undefined;
  moveAll(event: OpEvent, which?: (pending: PendingOp) => boolean): void;
  delay(lane: string, retryAtMs: number): void;
  clearDelays(): void;
  /** Calls back with the names of lanes, right after they changed. */
  subscribe(changed: (lane: string) => void): () => void;
  /** Told of each op that came, changed or went, as it was and as it is, its way included: set by who inspects. */
  moved?: ((before: PendingOp | undefined, after: PendingOp | undefined) => void) | undefined;
}

/** Queued, inflight and unknown are one to everybody outside: pending. */
function looksDifferent(a: PendingOp, b: PendingOp): boolean {
  if (a.op !== b.op || a.attempts !== b.attempts) return true;
  if (a.state === b.state) return false;
  const isPlain = ({ state }: PendingOp): boolean =>
    state.kind === 'queued' || state.kind === 'inflight' || state.kind === 'unknown';
  return !(isPlain(a) && isPlain(b));
}

/**
 * `fraction`, from 0 to below 1, makes the places of this tab others than those of every other tab.
 */
export function createOutbox(stored: readonly PendingOp[], fraction = 0): Outbox {
  const lanes = new Map<string, MutableLane>();
  const byId = new Map<string, PendingOp>();
  const listeners = new Set<(lane: string) => void>();
  const acked = new Map<string, PendingOp>();
  /**
   * The first and last place given in each lane, kept when the lane is empty: a place is never given twice, so a late
   * write of the row of an op that is over meets no other op's row.
   */
  const firstPlaces = new Map<string, number>();
  const lastPlaces = new Map<string, number>();
  let open = 0;
  let inflight = 0;

  function count(pending: PendingOp, by: 1 | -1): void {
    if (isOpen(pending)) open += by;
    if (pending.state.kind === 'inflight') inflight += by;
    if (pending.state.kind !== 'acked') return;
    if (by === 1) acked.set(pending.op.opId, pending);
    else acked.delete(pending.op.opId);
  }

  const tell = (lane: string): void => {
    for (const listener of listeners) listener(lane);
  };

  function wait(name: string, lane: MutableLane, untilMs: number): void {
    if (lane.retryAtMs === untilMs) return;
    lane.retryAtMs = untilMs;
    tell(name);
  }

  function insert(pending: PendingOp): void {
    const lane = lanes.get(pending.lane) ?? createLane();
    lanes.set(pending.lane, lane);
    byId.set(pending.op.opId, pending);
    lane.put(pending);
    count(pending, 1);
    const last = lastPlaces.get(pending.lane) ?? 0;
    lastPlaces.set(pending.lane, Math.max(last, pending.n));
    firstPlaces.set(pending.lane, Math.min(firstPlaces.get(pending.lane) ?? 1, pending.n));
    outbox.moved?.(undefined, pending);
  }

  function replace(pending: PendingOp): void {
    const { opId } = pending.op;
    const before = byId.get(opId);
    if (!before) return;
    count(before, -1);
    count(pending, 1);
    byId.set(opId, pending);
    lanes.get(pending.lane)?.put(pending);
    outbox.moved?.(before, pending);
    if (looksDifferent(before, pending)) tell(pending.lane);
  }

  function move(opId: string, event: OpEvent): PendingOp | undefined {
    const before = byId.get(opId);
    if (!before) return undefined;
    const state = nextOpState(before.state, event);
    if (state === before.state) return before;
    const after = { ...before, state };
    replace(after);
    return after;
  }

  const outbox: Outbox = {
    lane: (name) => lanes.get(name),
    lanes: () => lanes.values(),
    // Every row that arrives is asked for, and mostly nothing waits.
    get: (opId) => (byId.size === 0 ? undefined : byId.get(opId)),
    all: () => byId.values(),
    count: () => byId.size,
    openCount: () => open,
    inflightCount: () => inflight,
    acked: () => acked.values(),
    nextPlace: (name) => Math.floor(lastPlaces.get(name) ?? 0) + 1 + fraction,
    placesBefore: (name, count) => Math.floor(firstPlaces.get(name) ?? 1) - count + fraction,
    add(ops) {
      for (const pending of ops) if (!byId.has(pending.op.opId)) insert(pending);
      for (const lane of new Set(ops.map((pending) => pending.lane))) tell(lane);
    },
    replace,
    remove(opIds) {
      const touched = new Set<string>();
      for (const opId of opIds) {
        const pending = byId.get(opId);
        if (!pending) continue;
        byId.delete(opId);
        count(pending, -1);
        const lane = lanes.get(pending.lane);
        lane?.remove(opId);
        touched.add(pending.lane);
        if (lane?.ops.size === 0) lanes.delete(pending.lane);
        outbox.moved?.(pending, undefined);
      }
      for (const lane of touched) tell(lane);
    },
    move,
    moveAll(event, which = () => true) {
      for (const pending of byId.values()) if (which(pending)) move(pending.op.opId, event);
    },
    delay(name, retryAtMs) {
      const lane = lanes.get(name);
      // Of several that were refused, each has its wait: nothing goes before the longest is over.
      if (lane) wait(name, lane, Math.max(lane.retryAtMs, retryAtMs));
    },
    clearDelays() {
      for (const [name, lane] of lanes) wait(name, lane, 0);
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
  for (const pending of [...stored].sort((a, b) => a.n - b.n)) insert(pending);
  return outbox;
}
