/** Exclusive locks, first come first served, in the manner of https://w3c.github.io/web-locks. */
export interface LockTable {
  request<Held>(owner: object, name: string, signal: AbortSignal, held: () => Promise<Held>): Promise<Held>;
  steal<Held>(owner: object, name: string, held: () => Promise<Held>): Promise<Held>;
  /** Takes away what `owner` holds and waits for. */
  release(owner: object): void;
}

interface Request {
  readonly owner: object;
  readonly grant: () => void;
  readonly rob: (reason: unknown) => void;
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

  function waitFor(owner: object, name: string, signal: AbortSignal, robbed: Robbed): Promise<Request> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        leave(name, request);
        reject(signal.reason);
      };
      const request: Request = {
        owner,
        rob: robbed.rob,
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

  async function hold<Held>(name: string, request: Request, robbed: Robbed, held: () => Promise<Held>): Promise<Held> {
    try {
      return await Promise.race([held(), robbed.promise]);
    } finally {
      leave(name, request);
    }
  }

  return {
    async request(owner, name, signal, held) {
      signal.throwIfAborted();
      const robbed = createRobbed();
      return await hold(name, await waitFor(owner, name, signal, robbed), robbed, held);
    },
    async steal(owner, name, held) {
      const robbed = createRobbed();
      const request: Request = { owner, rob: robbed.rob, grant: () => {} };
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const [holder] = queue.splice(0, 1, request);
      holder?.rob(new Error(`The lock "${name}" was taken away`));
      return await hold(name, request, robbed, held);
    },
    release(owner) {
      for (const [name, queue] of [...queues])
        for (const request of queue.filter((each) => each.owner === owner).reverse()) leave(name, request);
    },
  };
}

interface Robbed {
  readonly promise: Promise<never>;
  readonly rob: (reason: unknown) => void;
}

function createRobbed(): Robbed {
  let rob: (reason: unknown) => void = () => {};
  const promise = new Promise<never>((_, reject) => {
    rob = reject;
  });
  promise.catch(() => {});
  return { promise, rob };
}
