import { useEffect, useState } from 'react';

/** Whole seconds until a time of the page's own clock, as they go by. */
export function useSecondsUntil(atMs: number | undefined): number | undefined {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (atMs === undefined) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), 500);
    return () => clearInterval(timer);
  }, [atMs]);
  return atMs === undefined ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1_000));
}
