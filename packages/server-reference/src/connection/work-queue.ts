import type { Runtime } from '../runtime.ts';

export interface WorkQueue {
  /** False when too much waits already. */
  add(work: () => Promise<void>): boolean;
}

/** Most requests of one session that may wait. */
const WAITING = 1_000;
const PAUSE_MS = 20;

/** One piece of work at a time, and none while the reader is behind: a greedy reader waits instead of being dropped. */
export function createWorkQueue(
  runtime: Runtime,
  isBehind: () => boolean,
  isOpen: () => boolean,
  failed: (error: unknown) => void,
): WorkQueue {
  const waiting: (() => Promise<void>)[] = [];
  let isRunning = false;

  const step = (): void => {
    if (!isOpen()) waiting.length = 0;
    if (waiting.length > 0 && isBehind()) {
      runtime.after(PAUSE_MS, step);
      return;
    }
    const work = waiting.shift();
    if (work === undefined) {
      isRunning = false;
      return;
    }
    work().catch(failed).then(step, failed);
  };

  return {
    add: (work) => {
      if (waiting.length >= WAITING) return false;
      waiting.push(work);
      if (!isRunning) {
        isRunning = true;
        step();
      }
      return true;
    },
  };
}
