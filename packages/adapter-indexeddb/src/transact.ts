import type { Durability } from '@tidemark/core';

/**
 * Runs `work` in one transaction and resolves with its result: when all is read, or when what was written is complete.
 * Rejects with the engine's error when it was aborted; then nothing of it was kept. `work` awaits requests of the transaction only;
 * when it returns undefined or throws, the transaction is given up.
 */
export function transact<Result>(
  db: IDBDatabase,
  stores: readonly string[],
  mode: 'readonly' | 'readwrite',
  durability: Durability,
  work: (transaction: IDBTransaction) => Promise<Result>,
): Promise<Result> {
  // Throws at once when the handle is closed: no transaction, no promise.
  const transaction = db.transaction(stores as string[], mode, { durability });
  return new Promise((resolve, reject) => {
    let result: Result;
    let failure: unknown;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error ?? failure ?? new DOMException('Aborted', 'AbortError'));
    work(transaction).then(
      (done) => {
        result = done;
        // What was read is read, whatever becomes of the transaction.
        if (mode === 'readonly') resolve(done);
        // Sooner than waiting for the engine to see that no request is left.
        else attempt(() => transaction.commit?.());
      },
      (error: unknown) => {
        failure = error;
        attempt(() => transaction.abort());
      },
    );
  });
}

/** A transaction that the engine has ended already tells so by its own events. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {}
}
