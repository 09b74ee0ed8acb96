import type { Clock } from '../runtime/clock.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import { SLICE_MS } from './slices.ts';
import type { Waiting } from './waiting.ts';

/** So long nothing was committed: now is the time to index, what is much, and what is little. */
const QUIET_MS = 250;
const LITTLE_MS = 3000;
const LITTLE = 500;
/** So much waits that it is indexed whatever else goes on: large, since what is written once is not made one of many later. */
const MUCH = 98_304;
/** So many wait to be cut that it is done now, since rows take much more memory than their words. */
const UNCUT = 256;
/** And so many, that no turn was left for it: they are cut right behind the commit that brings more. */
const MOST_UNCUT = 4096;
/** Messages cut between two looks at the clock. */
export const CUT = 256;

/** When to index: behind the commits, once they rest. */
export interface IndexTimes {
  /** A commit was noted. */
  noted(): void;
  /** Once nothing was committed for a while. */
  soon(): void;
  stop(): void;
}

export interface IndexTimesOptions {
  readonly waiting: Waiting;
  readonly clock: Clock;
  readonly timers: Timers;
  /** It is time. */
  readonly begin: () => void;
}

export function createIndexTimes({ waiting, clock, timers, begin }: IndexTimesOptions): IndexTimes {
  let timer: TimerHandle | undefined;
  let cutting: TimerHandle | undefined;
  let isMuch = false;

  function wait(ms: number): void {
    if (timer !== undefined) timers.clear(timer);
    timer = timers.set(ms, () => {
      timer = undefined;
      begin();
    });
  }

  function cutSoon(): void {
    cutting ??= timers.set(0, () => {
      cutting = undefined;
      const endMs = clock.monotonicMs() + SLICE_MS;
      while (waiting.uncut() > 0 && clock.monotonicMs() < endMs) waiting.cut(CUT);
      if (waiting.uncut() > 0) cutSoon();
    });
  }

  return {
    noted() {
      const count = waiting.count();
      if (count === 0) return;
      const uncut = waiting.uncut();
      if (uncut > MOST_UNCUT) waiting.cut(uncut - MOST_UNCUT);
      if (uncut >= UNCUT) cutSoon();
      // Each commit puts it off, unless there is too much to be put off.
      if (count < MUCH) wait(count < LITTLE ? LITTLE_MS : QUIET_MS);
      else if (!isMuch) begin();
      isMuch = count >= MUCH;
    },
    soon: () => wait(QUIET_MS),
    stop() {
      if (timer !== undefined) timers.clear(timer);
      if (cutting !== undefined) timers.clear(cutting);
    },
  };
}
