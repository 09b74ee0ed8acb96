/** Exclusive locks, first come first served, in the manner of https://w3c.github.io/web-locks. */
export interface LockTable {
  request<Held>(owner: object, name: string, signal: AbortSignal, held: () => Promise<Held>): Promise<Held>;
  /** Takes away what `owner` holds and waits for. */
  release(owner: object): void;
}

interface Request {
  readonly owner: object;
  readonly grant: () => void;
}

export function createLockTable(): LockTable {
  /** By name: the holder first, then who waits. */
  const queues = new Map<string, Request[]>();

  function leave(name: string, request: Request): void {
    const queue = queues.get(name) ?? [];
    const at = queue.indexOf(request);
    if (at < 0) return;
    queue.splice(at, 1);
    if (queue.length === 0) queues.delete(name);
    else if (at === 0) queue[0]?.grant();
  }

  function waitFor(owner: object, name: string, signal: AbortSignal): Promise<Request> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        leave(name, request);
        reject(signal.reason);
      };
      const request: Request = {
        owner,
        grant() {
          signal.removeEventListener('abort', abort);
          resolve(request);
        },
      };
      signal.addEventListener('abort', abort);
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      if (queue.push(request) === 1) request.grant();
    });
  }

  return {
    async request(owner, name, signal, held) {
      signal.throwIfAborted();
      const request = await waitFor(owner, name, signal);
      try {
        return await held();
      } finally {
        leave(name, request);
      }
    },
    release(owner) {
      for (const [name, queue] of [...queues])
        for (const request of queue.filter((each) => each.owner === owner).reverse()) leave(name, request);
    },
  };
}
