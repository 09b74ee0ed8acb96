import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ServerLatest, ServerLink } from './server-link.ts';

export function useServer({ subscribe, news }: ServerLink): ServerLatest | undefined {
  return useSyncExternalStore(subscribe, news);
}

/** Whole seconds until a time of the page's clock, as they go by. */
export function useSecondsUntil(atMs: number | undefined): number | undefined {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (atMs === undefined) return;
    const tick = (): void => setNowMs(performance.now());
    tick();
    const timer = setInterval(tick, 200);
    return () => clearInterval(timer);
  }, [atMs]);
  return atMs === undefined ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1_000));
}
