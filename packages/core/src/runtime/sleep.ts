import type { Timers } from './timers.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Resolves after `delayMs`, or rejects with the signal's reason at once; leaves neither timer nor listener behind. */
export function sleep(timers: Timers, delayMs: number, signal: AbortSignal): Promise<void> {
  return unlessAborted(signal, (resolve) => {
    const handle = timers.set(delayMs, () => resolve());
    return () => timers.clear(handle);
  });
}
