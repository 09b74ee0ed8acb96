import type { Timers } from '../runtime/timers.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';

/** A wait that can be cut short. */
export interface Alarm {
  /** Resolves after `ms` (never, when undefined), at the next `ring`, or when the signal aborts. */
  sleep(ms: number | undefined, signal: AbortSignal): Promise<void>;
  ring(): void;
}

export function createAlarm(timers: Timers): Alarm {
  let wake: (() => void) | undefined;
  return {
    sleep(ms, signal) {
      const slept = unlessAborted<void>(signal, (resolve) => {
        wake = resolve;
        const timer = ms === undefined ? undefined : timers.set(ms, resolve);
        return () => {
          if (timer !== undefined) timers.clear(timer);
        };
      });
      return slept.catch(() => {});
    },
    ring: () => wake?.(),
  };
}
