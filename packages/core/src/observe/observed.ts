/**
 * Something that changes over time and has a value now.
 *
 * As an AsyncIterable it yields the value and then the latest one after each change; values that a slow reader missed
 * are skipped. Nothing is emitted when nothing changed. Breaking out of a loop ends that loop only; disposing ends all.
 */
export interface Observed<Value> extends AsyncIterable<Value>, AsyncDisposable {
  /** The value now; `undefined` until the first read of the database is done. Identical while nothing changed. */
  getSnapshot(): Value | undefined;
  /** Calls `changed` after each change until the returned function is called; never during `subscribe`. */
  subscribe(changed: () => void): () => void;
  /** For rxjs `from()` and other observable libraries; found under `'@@observable'` where the host lacks the symbol. */
  [Symbol.observable](): InteropObservable<Value>;
  /** Ends every iteration and subscription, and frees what the observation holds. */
  close(): void;
}

/** The least an observable library expects (the TC39 observable proposal). Replays the value now to each subscriber. */
export interface InteropObservable<Value> {
  subscribe(observer: InteropObserver<Value>): { unsubscribe(): void };
  [Symbol.observable](): InteropObservable<Value>;
}

export interface InteropObserver<Value> {
  next?: ((value: Value) => void) | undefined;
  error?: ((error: unknown) => void) | undefined;
  complete?: (() => void) | undefined;
}

declare global {
  interface SymbolConstructor {
    // Word for word as rxjs declares it: TypeScript wants both alike, and takes it for a unique symbol.
    readonly observable: symbol;
  }
}
