import type { Clock } from '../runtime/clock.ts';
import { sleep } from '../runtime/sleep.ts';
import type { Timers } from '../runtime/timers.ts';

/** Work goes on this long before others have their turn. */
export const SLICE_MS = 8;
const LONG_SLICE_MS = 32;

/** Work cut into slices, with a turn of everybody else between two of them. */
export interface Slices {
  /** Work begins now. */
  begin(): void;
  /** Lets others have their turn where the slice is over; at once, where it is not or all of it has ended. */
  rest(): Promise<void>;
}

export interface SlicesOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  /** Whether there is so much to do that each pause would take longer than the slice before it. */
  readonly isMuch: () => boolean;
}

export function createSlices({ clock, timers, signal, isMuch }: SlicesOptions): Slices {
  let endMs = 0;

  function begin(): void {
    endMs = clock.monotonicMs() + (isMuch() ? LONG_SLICE_MS : SLICE_MS);
  }

  return {
    begin,
    async rest() {
      if (signal.aborted || clock.monotonicMs() < endMs) return;
      await sleep(timers, 0, signal).catch(() => {});
      begin();
    },
  };
}
