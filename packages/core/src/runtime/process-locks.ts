import type { Locks } from './locks.ts';

interface Request {
  readonly grant: () => void;
  /** Rejects the request of who holds the lock. */
  readonly rob: (reason: unknown) => void;
  readonly robbed: Promise<never>;
}

/**
 * Locks among the users of this object only, first come, first served, for hosts without the Web Locks API. Aborting
 * rejects a request that waits with the signal's reason and does nothing to one that holds.
 */
export function createProcessLocks(): Locks {
  /** By name: the holder first, then those who wait. */
  const queues = new Map<string, Request[]>();

  function leave(name: string, request: Request): void {
    const queue = queues.get(name) ?? [];
    const at = queue.indexOf(request);
    if (at < 0) return;
    queue.splice(at, 1);
    if (queue.length === 0) queues.delete(name);
    else if (at === 0) queue[0]?.grant();
  }

  const acquire = (name: string, signal: AbortSignal): Promise<Request> =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        leave(name, request);
        reject(signal.reason);
      };
      const request = createRequest(() => {
        signal.removeEventListener('abort', abort);
        resolve(request);
      });
      signal.addEventListener('abort', abort, { once: true });
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      if (queue.push(request) === 1) request.grant();
    });

  async function hold<Held>(name: string, request: Request, held: () => Promise<Held>): Promise<Held> {
    try {
      return await Promise.race([held(), request.robbed]);
    } finally {
      leave(name, request);
    }
  }

  return {
    async request(name, signal, held) {
      signal.throwIfAborted();
      return await hold(name, await acquire(name, signal), held);
    },
    steal(name, held) {
      const request = createRequest(() => {});
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const [holder] = queue.splice(0, 1, request);
      holder?.rob(new Error(`The lock "${name}" was taken away`));
      return hold(name, request, held);
    },
  };
}

function createRequest(grant: () => void): Request {
  let rob: (reason: unknown) => void = () => {};
  const robbed = new Promise<never>((_, reject) => {
    rob = reject;
  });
  // Most are never robbed, and then nobody waits for it.
  robbed.catch(() => {});
  return { grant, rob, robbed };
}
