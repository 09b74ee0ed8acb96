import type { StorageAdapter } from '@tidemark/core';
import { type ErrorCode, TidemarkError } from '@tidemark/protocol';

/** What befalls one commit. */
export type CommitFault =
  /** It rejects with this code, and nothing of it is kept. */
  | { readonly kind: 'refuse'; readonly code: Extract<ErrorCode, `storage/${string}`>; readonly retryable?: boolean }
  /** The process dies before it, or after it was kept: no call of this handle does anything again. */
  | { readonly kind: 'die'; readonly when: 'before' | 'after' }
  /** The engine takes the handle away: this call and later ones reject with `storage/closed` until `open`. */
  | { readonly kind: 'lose-handle' };

export interface StorageFaults {
  /** What every call waits for before it reaches the adapter; calls keep their order. */
  readonly delay?: (() => Promise<void>) | undefined;
  /** The fault of the nth commit, counted from 1. */
  readonly commit?: ((n: number) => CommitFault | undefined) | undefined;
}

/**
 * The adapter with faults. Without any it passes the checks that the adapter passes. A death closes the adapter, so
 * that the next process, another wrapper around it, can open it.
 *
 * @example
 * const storage = withFaults(memoryStorage(), {
 *   commit: (n) => (n === 3 ? { kind: 'refuse', code: 'storage/quota-exceeded', retryable: true } : undefined),
 * });
 */
export function withFaults(adapter: StorageAdapter, { delay, commit: faultOf }: StorageFaults): StorageAdapter {
  let turn: Promise<void> | undefined;
  let commits = 0;
  let death: TidemarkError | undefined;

  /** Every call passes here, one after the other; what it starts runs side by side. */
  async function reach<Value>(act: () => Promise<Value>): Promise<Value> {
    if (delay !== undefined) {
      turn = (turn ?? Promise.resolve()).then(delay);
      await turn;
    }
    if (death !== undefined) throw death;
    return act();
  }

  async function die(): Promise<never> {
    death = new TidemarkError('storage/unavailable', 'The process died, as it was told to.', { name: 'dead' });
    await adapter.close();
    throw death;
  }

  const commit: StorageAdapter['commit'] = async (...request) => {
    const fault = faultOf?.(++commits);
    switch (fault?.kind) {
      case undefined:
        return adapter.commit(...request);
      case 'refuse':
        throw refusal(fault.code, fault.retryable);
      case 'die':
        if (fault.when === 'after') await adapter.commit(...request);
        return die();
      case 'lose-handle':
        await adapter.close();
        return adapter.commit(...request);
    }
  };

  return {
    get capabilities() {
      return adapter.capabilities;
    },
    open: (spec) => reach(() => adapter.open(spec)),
    read: (requests) => reach(() => adapter.read(requests)),
    commit: (...request) => reach(() => commit(...request)),
    get usage() {
      const { usage } = adapter;
      return usage && (() => reach(() => usage()));
    },
    // A process that is dead holds nothing open.
    close: () => (death === undefined ? reach(() => adapter.close()) : Promise.resolve()),
    destroy: () => reach(() => adapter.destroy()),
  } as StorageAdapter;
}

function refusal(code: `storage/${string}` & ErrorCode, retryable: boolean | undefined): TidemarkError {
  return new TidemarkError(code, 'Refused, as it was told to.', { name: 'faults', where: 'faults' } as never, {
    retryable,
  });
}
