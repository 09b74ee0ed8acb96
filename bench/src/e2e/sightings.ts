import type { Watcher } from './device.ts';
import { numberOf } from './text.ts';
import { nowMs } from './usage.ts';

/** What one device has seen, and when. */
export interface Sightings extends Watcher {
  /** Resolves with the time at which so many are stored and the text with this number is shown, or a later one. */
  until(stored: number, shown?: number): Promise<number>;
  /** When each of these texts, or one after it, was shown first. NaN where it was not. */
  shownAt(first: number, count: number): readonly number[];
}

export function createSightings(now: () => number = nowMs): Sightings {
  /** By number; what came together with a later one came when that did. */
  const times: number[] = [];
  let count = 0;
  let waiting: { stored: number; shown: number; resolve: (atMs: number) => void } | undefined;
  const look = (): void => {
    if (waiting === undefined || count < waiting.stored || times.length <= waiting.shown) return;
    waiting.resolve(now());
    waiting = undefined;
  };
  return {
    stored(total) {
      count = total;
      look();
    },
    shown(newest) {
      const n = numberOf(newest);
      if (!(n >= times.length)) return;
      const atMs = now();
      while (times.length <= n) times.push(atMs);
      look();
    },
    until: (stored, shown = -1) =>
      new Promise((resolve) => {
        waiting = { stored, shown, resolve };
        look();
      }),
    shownAt: (first, wanted) => Array.from({ length: wanted }, (_, i) => times[first + i] ?? Number.NaN),
  };
}
