import type { TimerHandle, Timers } from '@tidemark/core';
import type { SimProcess } from './sim-process.ts';

/** The timers of one process among those of all. They die with it and wait while it is frozen. */
export interface ProcessTimers extends Timers {
  /** Set, and neither run nor cleared. */
  pendingCount(): number;
}

export function createProcessTimers(shared: Timers, process: SimProcess): ProcessTimers {
  const own = new Set<TimerHandle>();
  process.onDeath(() => {
    for (const handle of own) shared.clear(handle);
    own.clear();
  });
  return {
    pendingCount: () => own.size,
    set(delayMs, run) {
      if (!process.isAlive()) return {};
      const handle = shared.set(delayMs, () =>
        // One that is cleared between the end of a freeze and its turn does not run.
        process.enter(() => {
          if (own.delete(handle)) run();
        }),
      );
      own.add(handle);
      return handle;
    },
    clear(handle) {
      own.delete(handle);
      shared.clear(handle);
    },
  };
}
