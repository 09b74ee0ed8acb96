import type { Runtime } from '../runtime.ts';

/** The server's time: the clock's, but it never falls, not even across restarts (PRO-15). */
export interface ServerTime {
  now(): number;
}

export function createServerTime(runtime: Runtime, lastAt: number): ServerTime {
  let highest = lastAt;
  return {
    now: () => {
      highest = Math.max(highest, Math.floor(runtime.now()));
      return highest;
    },
  };
}
