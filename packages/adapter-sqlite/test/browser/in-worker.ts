import type { Change, OpenSpec, StorageAdapter } from '@tidemark/core';
import { sqlite } from '../../src/wasm.ts';

export const spec: OpenSpec = { name: 'test', stores: [{ name: 'rows', keyArity: 1, indexes: { tag: 1 } }] };
export const put = (n: number, text = 'text'): Change => ({
  store: 'rows',
  put: { key: [n], rev: n, keys: { tag: [['t']] }, body: { text } },
});
export const counts = (storage: StorageAdapter) =>
  storage.read([
    { store: 'rows', count: true },
    { store: 'rows', index: 'tag', count: true },
  ]);

/** Storage in a worker of its own, by the name of the database. */
export const at = (name: string) => sqlite(() => start(name));

export const freshName = () => `checks-${crypto.randomUUID()}.db`;
export const start = (name: string) =>
  new Worker(new URL('./storage-worker-child.ts', import.meta.url), { type: 'module', name });
