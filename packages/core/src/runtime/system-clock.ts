import type { Clock } from './clock.ts';
import type { Host } from './host.ts';

export function systemClock(host: Host): Clock {
  const { performance } = host;
  return {
    now: () => Date.now(),
    monotonicMs: performance ? () => performance.now() : risingNow(),
  };
}

/** For hosts without `performance`: stands still while the wall clock is behind. */
function risingNow(): () => number {
  let highest = 0;
  return () => {
    highest = Math.max(highest, Date.now());
    return highest;
  };
}
