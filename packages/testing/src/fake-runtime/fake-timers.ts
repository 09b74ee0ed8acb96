import type { Timers } from '@tidemark/core';
import { createEventHeap, type Event } from './event-heap.ts';

/** Virtual time, shared by every device of a test: nothing runs until somebody advances it. */
export interface FakeTimers extends Timers {
  /** Virtual milliseconds since the start. Never falls. */
  elapsedMs(): number;
  /** Timers set and neither run nor cleared. */
  pendingCount(): number;
  /** Runs everything due in the next `ms`, in order, what those set in between included. Rejects with what a run throws. */
  advance(ms: number): Promise<void>;
  /** Goes to the next timer and runs it. Resolves to false when there is none. */
  runNext(): Promise<boolean>;
  /** Runs timer after timer until `isReached`. Rejects when none is left or `withinMs` (default 600,000) have passed. */
  runUntil(isReached: () => boolean, withinMs?: number): Promise<void>;
}

export interface FakeTimersOptions {
  /**
   * Lets what an event set off come to rest before the next one. Default: one turn of the real event loop, which drains
   * microtasks; a storage that waits for real I/O needs more.
   */
  readonly settle?: (() => Promise<void>) | undefined;
}

/** Creates virtual time at 0. Events run by time, then in the order they were set. */
export function createFakeTimers(options: FakeTimersOptions = {}): FakeTimers {
  const { settle = turn } = options;
  const heap = createEventHeap();
  const pending = new Set<Event>();
  let elapsedMs = 0;
  let order = 0;

  /** The next event nobody cleared. */
  function peek(): Event | undefined {
    for (;;) {
      const event = heap.peek();
      if (!event || pending.has(event)) return event;
      heap.take();
    }
  }

  async function run(event: Event): Promise<void> {
    heap.take();
    pending.delete(event);
    elapsedMs = event.atMs;
    event.run();
    await settle();
  }

  return {
    elapsedMs: () => elapsedMs,
    pendingCount: () => pending.size,
    set(delayMs, callback) {
      // Whole milliseconds, as hosts do: a rest of a rounding error would set the same moment again, for ever.
      const delay = Number.isFinite(delayMs) ? Math.max(0, Math.ceil(delayMs)) : 0;
      const event: Event = { atMs: elapsedMs + delay, order: order++, run: callback };
      heap.add(event);
      pending.add(event);
      return event;
    },
    clear: (handle) => {
      pending.delete(handle as Event);
    },
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let event = peek(); event && event.atMs <= untilMs; event = peek()) await run(event);
      elapsedMs = untilMs;
    },
    async runNext() {
      await settle();
      const event = peek();
      if (event) await run(event);
      return event !== undefined;
    },
    async runUntil(isReached, withinMs = 600_000) {
      const untilMs = elapsedMs + withinMs;
      await settle();
      while (!isReached()) {
        const event = peek();
        if (!event) throw new Error(`Nothing left to run at ${elapsedMs} ms, and the state waited for is not reached.`);
        if (event.atMs > untilMs) throw new Error(`The state waited for is not reached within ${withinMs} ms.`);
        await run(event);
      }
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
