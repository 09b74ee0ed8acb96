import type { Locks } from './locks.ts';

/**
 * Locks among the users of this object only, first come, first served, for hosts without the Web Locks API. Aborting
 * rejects a request that waits with the signal's reason and does nothing to one that holds.
 */
export function createProcessLocks(): Locks {
  /** A name is present while it is held; its array holds those who wait. */
  const queues = new Map<string, (() => void)[]>();

  const acquire = (name: string, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const queue = queues.get(name);
      if (!queue) {
        queues.set(name, []);
        resolve();
        return;
      }
      const granted = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        queue.splice(queue.indexOf(granted), 1);
        reject(signal.reason);
      };
      queue.push(granted);
      signal.addEventListener('abort', abort, { once: true });
    });

  const release = (name: string): void => {
    const next = queues.get(name)?.shift();
    if (next) next();
    else queues.delete(name);
  };

  return {
    async request(name, signal, held) {
      signal.throwIfAborted();
      await acquire(name, signal);
      try {
        return await held();
      } finally {
        release(name);
      }
    },
  };
}
