import type { Host } from './host.ts';

/** A page that is never idle gets on with it all the same. */
const LONGEST_MS = 50;

/** Resolves when the host has nothing more urgent to do: what the app asked for in this turn has begun by then. */
export function systemIdle(host: Host): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      const done = (): void => resolve();
      if (host.requestIdleCallback) host.requestIdleCallback(done, { timeout: LONGEST_MS });
      else host.setTimeout(done, 0);
    });
}
