import type { Host } from './host.ts';
import type { Timers } from './timers.ts';

/** What `setTimeout` can hold; it runs anything longer at once. */
const LONGEST_DELAY_MS = 0x7fff_ffff;

/**
 * The host's timers. A pending timer keeps a Node process alive: work that waits for it is work to be done. Delays past
 * 24 days end after 24 days.
 */
export function systemTimers(host: Host): Timers {
  return {
    set: (delayMs, run) => host.setTimeout(run, Math.min(delayMs, LONGEST_DELAY_MS)),
    clear: (handle) => host.clearTimeout(handle),
  };
}
