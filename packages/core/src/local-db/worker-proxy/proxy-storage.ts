import { TidemarkError } from '@tidemark/protocol';
import { invalidRequest } from '../check-request.ts';
import type { Capabilities, StorageAdapter } from '../storage-adapter.ts';
import { fromPlainError } from './plain-error.ts';
import { answerIn, type FarSide, type StorageCall, wrapCall } from './storage-message.ts';
import type { StoragePort } from './storage-port.ts';

export interface ProxyOptions {
  /** What the adapter in the worker says of itself, for those who ask before `open`. Default: an owner that is durable. */
  readonly capabilities?: Capabilities | undefined;
  /** Aborted when the worker is gone, where the port itself does not tell: a `Worker` that is terminated is silent. */
  readonly gone?: AbortSignal | undefined;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The storage that `serveStorage` answers for at the other end of the port. Requests cross as plain data, errors as
 * `TidemarkError`. When the worker dies, calls under way and later ones reject with `storage/unavailable`: what was
 * under way may have been committed.
 *
 * @example
 * const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
 * const storage = proxyStorage(worker);
 */
export function proxyStorage(port: StoragePort, { capabilities, gone }: ProxyOptions = {}): StorageAdapter {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let isOpen = false;
  let isListening = false;
  let far: FarSide = { capabilities: capabilities ?? { durable: true, shared: 'owner' }, tellsUsage: true };
  let death: TidemarkError | undefined;
  let onStale: (() => void) | undefined;

  function receive(event: object): void {
    const answer = answerIn(event);
    if (answer === undefined) return;
    if ('stale' in answer) {
      onStale?.();
      return;
    }
    const waiting = pending.get(answer.id);
    pending.delete(answer.id);
    if ('error' in answer) waiting?.reject(fromPlainError(answer.error));
    else waiting?.resolve(answer.value);
  }

  /** A listener keeps a Node process alive, so it stands only while something may come. */
  function listen(): void {
    const wanted = death === undefined && (isOpen || pending.size > 0);
    if (wanted === isListening) return;
    isListening = wanted;
    if (wanted) {
      port.addEventListener('message', receive);
      port.start?.();
    } else port.removeEventListener('message', receive);
  }

  function die(why: string): void {
    if (death !== undefined) return;
    const message = `The worker of the storage is gone (${why}). Start another one, with another proxy.`;
    death = new TidemarkError('storage/unavailable', message, { name: 'worker' });
    for (const { reject } of pending.values()) reject(death);
    pending.clear();
    listen();
  }

  async function ask(body: StorageCall): Promise<unknown> {
    if (death !== undefined) throw death;
    const id = ++lastId;
    try {
      return await new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        listen();
        post(port, { id, body });
      });
    } finally {
      pending.delete(id);
      listen();
    }
  }

  // A worker that cannot start tells an `error` before it answers anything; later ones are of other code in it.
  port.addEventListener('error', (event) => {
    if (!isOpen) die((event as { readonly message?: string }).message ?? 'it failed');
  });
  port.addEventListener('close', () => die('its port was closed'));
  port.addEventListener('messageerror', () => die('it sent what cannot be read'));
  if (gone?.aborted) die('it was ended');
  gone?.addEventListener('abort', () => die('it was ended'), { once: true });

  return {
    get capabilities() {
      return far.capabilities;
    },
    async open({ name, stores, onStale: stale }) {
      far = (await ask({ call: 'open', spec: { name, stores } })) as FarSide;
      onStale = stale;
      isOpen = true;
      listen();
    },
    read: (requests) => ask({ call: 'read', requests }) as Promise<readonly unknown[]>,
    commit: (changes, guards, durability) => ask({ call: 'commit', changes, guards, durability }) as Promise<boolean>,
    // Whether the far side tells is known once it was opened.
    get usage() {
      return far.tellsUsage ? () => ask({ call: 'usage' }) as Promise<{ readonly bytes: number }> : undefined;
    },
    async close() {
      try {
        await ask({ call: 'close' });
      } catch (error) {
        // Nothing is open in a thread that is gone.
        if (error !== death) throw error;
      }
      isOpen = false;
      listen();
    },
    async destroy() {
      await ask({ call: 'destroy' });
      isOpen = false;
      listen();
    },
  } as StorageAdapter;
}

function post(port: StoragePort, call: { readonly id: number; readonly body: StorageCall }): void {
  try {
    port.postMessage(wrapCall(call));
  } catch (cause) {
    throw invalidRequest('it holds what is no plain data', cause);
  }
}
