import type { Runtime } from '../runtime.ts';

/** A clock that moves only when told; turns of the event loop are real. */
export interface VirtualRuntime extends Runtime {
  /** Runs what falls due, in order, letting each settle. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock alone, as an administrator would. */
  setWallClock(ms: number): void;
}

const START_MS = 1_700_000_000_000;

export function createVirtualRuntime(startMs: number = START_MS): VirtualRuntime {
  let monotonicMs = 0;
  let offsetMs = startMs;
  let seed = 1;
  const timers = new Map<object, { atMs: number; run: () => void }>();

  const nextDue = (untilMs: number): object | undefined => {
    let found: object | undefined;
    let earliest = untilMs;
    for (const [handle, { atMs }] of timers) {
      if (atMs > earliest || (found !== undefined && atMs === earliest)) continue;
      earliest = atMs;
      found = handle;
    }
    return found;
  };

  return {
    now: () => offsetMs + monotonicMs,
    monotonicMs: () => monotonicMs,
    after: (delayMs, run) => {
      const handle = {};
      timers.set(handle, { atMs: monotonicMs + delayMs, run });
      return () => timers.delete(handle);
    },
    nextTurn: (run) => {
      setImmediate(run);
    },
    randomBytes: (count) =>
      Uint8Array.from({ length: count }, () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed & 0xff;
      }),
    advance: async (ms) => {
      const untilMs = monotonicMs + ms;
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        const timer = timers.get(due);
        timers.delete(due);
        monotonicMs = timer?.atMs ?? monotonicMs;
        timer?.run();
        await settle();
      }
      monotonicMs = untilMs;
      await settle();
    },
    setWallClock: (ms) => {
      offsetMs = ms - monotonicMs;
    },
  };
}

/** Lets everything that is under way come to rest. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve));
}
