import type { StoragePort } from '@tidemark/core/worker';

/**
 * A worker that is ended says nothing, but its Web Locks fall free. It holds one for as long as it lives; the page waits
 * for it.
 *
 *     page   { hold: name } →        worker   takes the lock
 *     page   ← { held: name }        worker
 *     page   asks for the lock, and gets it when the worker is gone
 */
const HOLD = 'tidemark:hold';
const HELD = 'tidemark:held';

/** A signal that is aborted when the worker is gone. */
export function watchWorker(worker: StoragePort): AbortSignal {
  const gone = new AbortController();
  const name = `tidemark-worker:${crypto.randomUUID()}`;
  const listener = (event: object): void => {
    if (nameIn(event, HELD) !== name) return;
    worker.removeEventListener('message', listener);
    void navigator.locks.request(name, () => gone.abort());
  };
  worker.addEventListener('message', listener);
  worker.postMessage({ [HOLD]: name });
  return gone.signal;
}

/** The other end: call it before the worker awaits anything. */
export function showLife(scope: StoragePort): void {
  scope.addEventListener('message', (event) => {
    const name = nameIn(event, HOLD);
    if (typeof name !== 'string') return;
    void navigator.locks.request(name, () => {
      scope.postMessage({ [HELD]: name });
      return new Promise(() => {});
    });
  });
}

function nameIn(event: object, member: string): unknown {
  const { data } = event as { readonly data?: unknown };
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>)[member] : undefined;
}
