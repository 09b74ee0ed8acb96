import { type OpenSpec, type StorageAdapter, TidemarkError } from '@tidemark/core';
import { proxyStorage, type StoragePort } from '@tidemark/core/worker';
import { watchWorker } from './wasm/worker-life.ts';

/** A `Worker` of the browser. */
export interface StorageWorker extends StoragePort {
  terminate(): void;
}

interface Running {
  readonly worker: StorageWorker;
  readonly storage: StorageAdapter;
  readonly gone: AbortSignal;
}

/**
 * Storage in SQLite on the private files of the origin, in a worker that runs `serveSqlite`. The worker is started by
 * `open` and ended by `close`; when it dies, calls reject with `storage/unavailable` and `open` starts another one. One
 * tab at a time: opening in a second one rejects with `storage/blocked`.
 *
 * @example
 * const storage = sqlite(() => new Worker(new URL('./storage.worker.ts', import.meta.url), { type: 'module' }));
 */
export function sqlite(start: () => StorageWorker): StorageAdapter {
  let current: Running | undefined;

  function begin(): Running {
    const worker = start();
    const gone = watchWorker(worker);
    return { worker, gone, storage: proxyStorage(worker, { gone }) };
  }

  function opened(): StorageAdapter {
    if (current === undefined) {
      throw new TidemarkError('storage/closed', 'The storage in the worker is not open.', { name: 'worker' });
    }
    return current.storage;
  }

  async function open(spec: OpenSpec): Promise<void> {
    // Opening an open handle is the adapter's to refuse; one whose worker is gone is replaced.
    if (current !== undefined && !current.gone.aborted) return current.storage.open(spec);
    const next = begin();
    current = next;
    try {
      await next.storage.open(spec);
    } catch (error) {
      if (current === next) current = undefined;
      next.worker.terminate();
      throw error;
    }
  }

  async function end(act: (storage: StorageAdapter) => Promise<void>): Promise<void> {
    const ending = current ?? begin();
    current = undefined;
    try {
      await act(ending.storage);
    } finally {
      ending.worker.terminate();
    }
  }

  return {
    capabilities: { durable: true, shared: 'owner' },
    open,
    read: async (requests) => opened().read(requests),
    commit: async (...request) => opened().commit(...request),
    usage: async () => (opened() as Required<StorageAdapter>).usage(),
    close: async () => current && end((storage) => storage.close()),
    destroy: () => end((storage) => storage.destroy()),
  };
}
