import {
  type Core,
  type CoreOptions,
  createCore,
  type Log,
  type MemoryLogStore,
  openMemoryLog,
  type Runtime,
} from '@tidemark/server-reference/embed';

/** One process of the server, from its start to its end: what outlives it is the store. */
export interface ServerLife {
  readonly core: Core;
  readonly runtime: Runtime;
  /** It dies in the middle of what it does. */
  end(): void;
}

export function beginLife(store: MemoryLogStore, options: Omit<CoreOptions, 'log' | 'runtime'>): ServerLife {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let isAlive = true;

  function after(delayMs: number, run: () => void): () => void {
    if (!isAlive) return () => {};
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
    return () => {
      timers.delete(timer);
      clearTimeout(timer);
    };
  }

  // Not the server's own: pages have no `setImmediate`.
  const runtime: Runtime = {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    after,
    nextTurn: (run) => void after(0, run),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  };
  const log = openMemoryLog(store);
  const mortal: Log = {
    ...log,
    commit: (writes) => (isAlive ? log.commit(writes) : new Promise(() => {})),
  };
  return {
    core: createCore({ ...options, log: mortal, runtime }),
    runtime,
    end() {
      isAlive = false;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
