import type { StorageAdapter } from '../storage-adapter.ts';
import { toPlainError } from './plain-error.ts';
import { callIn, type FarSide, type StorageAnswer, type StorageCall, wrapAnswer } from './storage-message.ts';
import type { StoragePort } from './storage-port.ts';

/**
 * Answers a `proxyStorage` at the other end of the port from this adapter, calls side by side as they come. Call it
 * before the worker awaits anything, so that no message is missed. Returns a function that stops answering; it does
 * not close the adapter.
 *
 * @example
 * // worker.ts
 * serveStorage(self, sqlite('crew'));
 */
export function serveStorage(port: StoragePort, adapter: StorageAdapter): () => void {
  const send = (answer: StorageAnswer): void => port.postMessage(wrapAnswer(answer));

  async function answer(id: number, call: StorageCall): Promise<void> {
    try {
      send({ id, value: await act(adapter, call, () => send({ stale: true })) });
    } catch (error) {
      send({ id, error: toPlainError(error) });
    }
  }

  const listener = (event: object): void => {
    const call = callIn(event);
    if (call !== undefined) void answer(call.id, call.body);
  };
  port.addEventListener('message', listener);
  port.start?.();
  return () => port.removeEventListener('message', listener);
}

async function act(adapter: StorageAdapter, call: StorageCall, onStale: () => void): Promise<unknown> {
  switch (call.call) {
    case 'open': {
      await adapter.open({ ...call.spec, onStale });
      const { capabilities } = adapter;
      const { durable, shared } = capabilities;
      return { capabilities: { durable, shared }, tellsUsage: adapter.usage !== undefined } satisfies FarSide;
    }
    case 'read':
      return adapter.read(call.requests);
    case 'commit':
      return adapter.commit(call.changes, call.guards, call.durability);
    case 'usage':
      return adapter.usage?.();
    case 'close':
      return adapter.close();
    case 'destroy':
      return adapter.destroy();
  }
}
