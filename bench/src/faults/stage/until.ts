import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 5;

/** Waits for a condition, however busy the machine is. Rejects after the limit, in which it always is. */
export async function until(what: string, limitMs: number, isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs / 1000} s: ${what}.`);
    await sleep(LOOK_MS);
  }
}
