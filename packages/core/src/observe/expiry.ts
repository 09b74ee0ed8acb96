import type { TimerHandle, Timers } from '../runtime/timers.ts';
import type { ServerClock } from '../sync/server-clock.ts';

/** When what is shown disappears (PRO-59): one alarm for whatever is next, in all views. */
export interface Expiry {
  isOver(expiresAt: number | undefined): boolean;
  /**
   * A view shows, or hides, messages with these times, in the place of what it said before: `run` is called when the next
   * one is over, or when it turns out that the time is another than it was thought. None: it is never called.
   */
  watch(run: () => void, times: readonly number[]): void;
}

/** A device's clock may be set while it waits, and a timer of the host ends after 24 days. */
const LONGEST_WAIT_MS = 3_600_000;

export function createExpiry(server: ServerClock, timers: Timers): Expiry {
  const watching = new Map<() => void, readonly number[]>();
  let timer: TimerHandle | undefined;
  let armedFor = Number.POSITIVE_INFINITY;

  const isOver = (expiresAt: number | undefined): boolean => expiresAt !== undefined && expiresAt <= server.now();

  function arm(): void {
    let next = Number.POSITIVE_INFINITY;
    const now = server.now();
    for (const times of watching.values()) for (const at of times) if (at > now) next = Math.min(next, at);
    if (next === armedFor && timer !== undefined) return;
    if (timer !== undefined) timers.clear(timer);
    armedFor = next;
    timer =
      next === Number.POSITIVE_INFINITY
        ? undefined
        : timers.set(Math.min(Math.ceil(next - now), LONGEST_WAIT_MS), ring);
  }

  function ring(): void {
    timer = undefined;
    const at = armedFor;
    for (const [run, times] of [...watching]) if (isOver(at) && times.includes(at)) run();
    arm();
  }

  server.subscribe(() => {
    for (const run of [...watching.keys()]) run();
    if (timer !== undefined) timers.clear(timer);
    timer = undefined;
    arm();
  });

  return {
    isOver,
    watch(run, times) {
      if (times.length > 0) watching.set(run, times);
      else if (!watching.delete(run)) return;
      arm();
    },
  };
}
