import type { TimerHandle, Timers } from '@tidemark/core';

/** Runs what it is given later, and never in another order. */
export interface LateLine {
  add(delayMs: number, run: () => void): void;
  /** Runs what waits now. */
  flush(): void;
  /** Forgets what waits. */
  clear(): void;
}

export function createLateLine(timers: Timers): LateLine {
  const waiting: (() => void)[] = [];
  const due = new Set<TimerHandle>();

  function clear(): void {
    waiting.length = 0;
    for (const timer of due) timers.clear(timer);
    due.clear();
  }

  return {
    add(delayMs, run) {
      if (delayMs === 0 && waiting.length === 0) {
        run();
        return;
      }
      waiting.push(run);
      // Whichever timer runs first takes the first that waits: a shorter delay overtakes nothing.
      const timer = timers.set(delayMs, () => {
        due.delete(timer);
        waiting.shift()?.();
      });
      due.add(timer);
    },
    flush() {
      const runs = [...waiting];
      clear();
      for (const run of runs) run();
    },
    clear,
  };
}
