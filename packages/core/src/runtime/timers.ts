/** One-shot timers. `clear` after the run, or twice, does nothing. */
export interface Timers {
  set(delayMs: number, run: () => void): TimerHandle;
  clear(handle: TimerHandle): void;
}

export type TimerHandle = object | number;
