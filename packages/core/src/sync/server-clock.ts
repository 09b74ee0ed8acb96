import type { LocalDb } from '../local-db/local-db.ts';
import type { GetRead, Stored } from '../local-db/storage-adapter.ts';
import type { Clock } from '../runtime/clock.ts';

/** The server's time as this device estimates it, for what has to happen at one; nothing is ordered by it. */
export interface ServerClock {
  now(): number;
  /** The server said what time it is there. */
  set(time: number): Promise<void>;
  /** Called back when the estimate changed; how much does not matter. */
  subscribe(changed: () => void): () => void;
}

/** What `openServerClock` is given the answer to. */
export const SERVER_CLOCK_READ: GetRead = { store: 'meta', get: [['clock']] };

/** Less than this is the way of a frame, and not worth a write. */
const NEGLIGIBLE_MS = 2_000;

/**
 * Where the server said its time in this process, that and what passed since; else this device's clock, with what it was
 * off by when the server last did: offline and after a restart there is nothing better.
 */
export function openServerClock(db: LocalDb, clock: Clock, stored: Stored | undefined): ServerClock {
  const listeners = new Set<() => void>();
  let offsetMs = (stored?.body as { offsetMs: number } | undefined)?.offsetMs ?? 0;
  let said: { readonly time: number; readonly atMs: number } | undefined;
  return {
    now: () => (said ? said.time + (clock.monotonicMs() - said.atMs) : clock.now() + offsetMs),
    async set(time) {
      said = { time, atMs: clock.monotonicMs() };
      for (const listener of listeners) listener();
      const nextMs = time - clock.now();
      if (Math.abs(nextMs - offsetMs) < NEGLIGIBLE_MS) return;
      offsetMs = nextMs;
      await db.commit([{ store: 'meta', put: { key: ['clock'], rev: 0, keys: {}, body: { offsetMs } } }]);
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
