import { median } from '../median.ts';

/** How often things are done, by both sides alike. */
export const WARM_UP = 200;
export const SENDS = 2000;
export const BURST = 200;
export const BURSTS = 12;
export const INSERTS = 1000;
export const READS = 40;
export const SUBSCRIPTIONS = 50;
export const WINDOW = 50;
export const READ_MESSAGES = 1000;
/** Messages in a database of its own, so that the engine has compiled what it is going to run. */
export const BULK_WARM_UP = 2000;

/** Operations a second of the bursts after the first two. */
export function burstRate(tookMs: readonly number[]): number {
  return (BURST / median(tookMs.slice(2))) * 1000;
}
