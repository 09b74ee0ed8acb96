/** A factory whose handles can be made to die as engines let them: told or not, before a transaction or at its end. */
export interface Killable {
  readonly factory: IDBFactory;
  /** Handles opened so far. */
  readonly opened: readonly IDBDatabase[];
  /** Transactions begun so far: their stores, mode and durability, and whether they were ended with `commit()`. */
  readonly begun: Begun[];
  /** The next transactions end like this, one each. */
  readonly fates: Fate[];
  /** Closes all handles without a word to their owners. */
  kill(): void;
}

/** `aborted`: given up by the engine. `unheard`: made, but its owner is told that it was given up. */
export type Fate = 'aborted' | 'unheard';

export interface Begun {
  readonly stores: readonly string[];
  readonly mode: IDBTransactionMode | undefined;
  readonly durability: IDBTransactionDurability | undefined;
  isCommitted: boolean;
}

export function killable(real: IDBFactory): Killable {
  const opened: IDBDatabase[] = [];
  const begun: Begun[] = [];
  const fates: Fate[] = [];

  function watch(db: IDBDatabase): void {
    opened.push(db);
    const begin = db.transaction.bind(db);
    db.transaction = (stores, mode, options) => {
      const transaction = begin(stores, mode, options);
      const told: Begun = {
        stores: typeof stores === 'string' ? [stores] : [...stores],
        mode,
        durability: options?.durability,
        isCommitted: false,
      };
      begun.push(told);
      const commit = transaction.commit.bind(transaction);
      transaction.commit = () => {
        told.isCommitted = true;
        commit();
      };
      const fate = fates.shift();
      if (fate === 'aborted') queueMicrotask(() => transaction.abort());
      if (fate === 'unheard') {
        // What is set as `oncomplete` later is not called; `onabort` is, when it is complete.
        Object.defineProperty(transaction, 'oncomplete', { set: () => {} });
        transaction.addEventListener('complete', (event) => transaction.onabort?.(event));
      }
      return transaction;
    };
  }

  const open: IDBFactory['open'] = (name, version) => {
    const request = real.open(name, version);
    request.addEventListener('success', () => watch(request.result));
    return request;
  };
  const factory = new Proxy(real, {
    get: (target, name) => (name === 'open' ? open : (Reflect.get(target, name) as () => void).bind(target)),
  });
  return {
    factory,
    opened,
    begun,
    fates,
    kill() {
      for (const db of opened) db.close();
    },
  };
}
