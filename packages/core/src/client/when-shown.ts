import type { FirstReads } from '../observe/create-view.ts';
import type { Timers } from '../runtime/timers.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';

/** However long a first screen takes: by then the device speaks with its server. */
const LONGEST_MS = 250;

/**
 * Resolves when the observations that an app began with its client show what is on the device, so that these have the
 * processor and the storage to themselves; at the latest after 250 ms, or when the signal aborts.
 */
export function whenShown(
  idle: () => Promise<void>,
  timers: Timers,
  reading: FirstReads,
  signal: AbortSignal,
): Promise<void> {
  async function shown(): Promise<void> {
    await idle();
    for (; reading.size > 0; await idle()) await Promise.allSettled(reading);
  }
  return unlessAborted<void>(signal, (resolve, reject) => {
    const timer = timers.set(LONGEST_MS, resolve);
    shown().then(resolve, reject);
    return () => timers.clear(timer);
  }).catch(() => {});
}
