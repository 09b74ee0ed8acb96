import { TidemarkError } from '@tidemark/protocol';
import { roomCode } from '../cache/cache-limit.ts';
import * as room from '../cache/make-room.ts';
import type { Client } from '../client/client.ts';
import { talkCode } from '../client/preload.ts';
import { currentHost } from '../runtime/host.ts';
import * as talk from '../sync/talk.ts';
import { background } from './background.ts';
import { SYNC_TAG } from './sync-tag.ts';

/** An event of a service worker, as far as this looks at it. */
export interface WakeUp {
  /** Of a `sync` event. */
  readonly tag?: string | undefined;
  /** The worker is kept until then; a rejection has a sync event come again. */
  waitUntil(work: Promise<unknown>): void;
}

/** The worker's `self`, as far as this needs it. */
export interface WorkerScope {
  addEventListener(type: 'sync' | 'push', listener: (event: WakeUp) => void): void;
  removeEventListener(type: 'sync' | 'push', listener: (event: WakeUp) => void): void;
}

export interface ServiceWorkerSyncOptions {
  /** Opens the client on the pages' own database. Closed after each wake-up. */
  readonly open: () => Promise<Client>;
  /** The tag of the sync events meant. Default `tidemark`. */
  readonly tag?: string | undefined;
  /** How long one wake-up may take before it is left to the next. Default 60,000: browsers end a worker after some minutes. */
  readonly patienceMs?: number | undefined;
  /** Whether a push is to bring the device in step. Default: each is. */
  readonly isWakeUp?: ((push: WakeUp) => boolean) | undefined;
  /** Default: the worker's `self`. */
  readonly scope?: WorkerScope | undefined;
}

/**
 * Brings the device in step with the server when no page does, on Background Sync and on a push: sends what waits in the
 * outbox, fetches what is new, tells that it arrived. It stands in one line with the tabs: while a page leads it asks that page,
 * and waits. Call it at the top of the worker's script; what it returns takes it back.
 *
 * @example
 * serviceWorkerSync({ open: () => createClient({ storage: indexedDb('my-app'), transport, auth }) });
 */
export function serviceWorkerSync(options: ServiceWorkerSyncOptions): () => void {
  const { open, tag = SYNC_TAG, patienceMs = 60_000, isWakeUp = () => true } = options;
  const scope = options.scope ?? hostScope();
  // Service workers have no `import()`.
  talkCode.give(talk);
  roomCode.give(room);
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function work(): Promise<void> {
    const client = await open();
    try {
      await client.use(background).settle(patienceMs);
    } finally {
      await client.close();
    }
  }

  /** One after the other; all that come while one is under way are served by the one after it, which begins later than they. */
  function serve(): Promise<void> {
    next ??= last.then(() => {
      next = undefined;
      const working = work();
      last = working.catch(() => {});
      return working;
    });
    return next;
  }

  const synced = (event: WakeUp): void => {
    if (event.tag === tag) event.waitUntil(serve());
  };
  const pushed = (event: WakeUp): void => {
    if (isWakeUp(event)) event.waitUntil(serve());
  };
  scope.addEventListener('sync', synced);
  scope.addEventListener('push', pushed);
  return () => {
    scope.removeEventListener('sync', synced);
    scope.removeEventListener('push', pushed);
  };
}

function hostScope(): WorkerScope {
  const host = currentHost();
  if (host.clients !== undefined) return host as unknown as WorkerScope;
  const message = 'This is no service worker: call serviceWorkerSync in its script, or give it a scope';
  throw new TidemarkError('options/invalid', message, { option: 'scope', found: 'undefined' });
}
