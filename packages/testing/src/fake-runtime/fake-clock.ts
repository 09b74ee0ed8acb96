import type { Clock } from '@tidemark/core';
import type { FakeTimers } from './fake-timers.ts';

/** A device's clock over virtual time: as wrong as a test wants it. */
export interface FakeClock extends Clock {
  /** Moves what the device believes, forwards or backwards, as a person or NTP does. Measured time is untouched. */
  jump(ms: number): void;
}

export interface FakeClockOptions {
  readonly timers: FakeTimers;
  /** What `now()` says at virtual time 0. Default 2026-01-01. */
  readonly startMs?: number | undefined;
  /** Milliseconds gained a millisecond: 0.001 is 86 s a day fast. Default 0. */
  readonly drift?: number | undefined;
}

/** Creates a clock that moves only as `timers` do. */
export function createFakeClock(options: FakeClockOptions): FakeClock {
  const { timers, startMs = Date.UTC(2026, 0, 1), drift = 0 } = options;
  let jumpedMs = 0;
  return {
    now: () => Math.floor(startMs + jumpedMs + timers.elapsedMs() * (1 + drift)),
    monotonicMs: () => timers.elapsedMs(),
    jump(ms) {
      jumpedMs += ms;
    },
  };
}
