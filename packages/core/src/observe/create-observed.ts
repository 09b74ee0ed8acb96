import { asyncDispose } from '../runtime/async-dispose.ts';
import { createReader } from '../runtime/create-reader.ts';
import { reportUncaught } from '../runtime/report-error.ts';
import { FALLBACK_KEY, observableKey } from './observable-key.ts';
import type { InteropObservable, Observed } from './observed.ts';

export interface ObservedSource<Value> {
  readonly observed: Observed<Value>;
  /** Makes `value` the value now and tells it, unless it is identical to the one before. Nothing once it ended. */
  set(value: Value): void;
  /** Ends it like `close`, but iterations throw `error`. The last value stays in `getSnapshot`. */
  fail(error: unknown): void;
  close(): void;
}

export interface ObservedOptions {
  /** Runs once, when it ends, whoever ended it. */
  readonly onClose?: (() => void) | undefined;
  /** Where the error of a subscriber goes; the others are told all the same. */
  readonly report?: ((error: unknown) => void) | undefined;
}

type End = { readonly kind: 'closed' } | { readonly kind: 'failed'; readonly error: unknown };

/** Somebody who is told of each change and of the end. `seen`: the version it was told of last. */
interface Watcher {
  seen: number;
  changed(): void;
  ended?(end: End): void;
}

/** An Observed and the hands that move it. */
export function createObserved<Value>(options: ObservedOptions = {}): ObservedSource<Value> {
  const { onClose, report = reportUncaught } = options;
  const watchers = new Set<Watcher>();
  let value: Value | undefined;
  /** 0: there is no value yet. */
  let version = 0;
  let end: End | undefined;

  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      report(error);
    }
  };

  const watch = (watcher: Watcher): (() => void) => {
    if (!end) watchers.add(watcher);
    return () => watchers.delete(watcher);
  };

  const finish = (how: End): void => {
    if (end) return;
    end = how;
    const told = [...watchers];
    watchers.clear();
    for (const watcher of told) guarded(() => watcher.ended?.(how));
    onClose?.();
  };

  const set = (next: Value): void => {
    if (end || (version > 0 && next === value)) return;
    value = next;
    version++;
    for (const watcher of [...watchers]) {
      // One that left, or that was told of something newer by a `set` from within a subscriber.
      if (!watchers.has(watcher) || watcher.seen === version) continue;
      watcher.seen = version;
      guarded(() => watcher.changed());
    }
  };

  const interop: InteropObservable<Value> = {
    subscribe(observer) {
      const finished = (how: End): void => {
        if (how.kind === 'failed') observer.error?.(how.error);
        else observer.complete?.();
      };
      if (end) finished(end);
      const unsubscribe = watch({
        seen: version,
        changed: () => observer.next?.(value as Value),
        ended: finished,
      });
      if (!end && version > 0) observer.next?.(value as Value);
      return { unsubscribe };
    },
    ...observableMember(() => interop),
  };

  const iterate = (): AsyncIterator<Value> => {
    let seen = 0;
    // Watches only while a `next` waits: an iterator that was dropped without `return` costs nothing.
    const watcher: Watcher = { seen: 0, changed: () => wake(), ended: () => wake() };
    const leave = (): boolean => watchers.delete(watcher);
    const { iterator, wake } = createReader<Value>(() => {
      leave();
      if (end?.kind === 'failed') throw end.error;
      if (end) return { done: true, value: undefined };
      if (seen < version) {
        seen = version;
        return { done: false, value: value as Value };
      }
      watcher.seen = version;
      watchers.add(watcher);
      return undefined;
    }, leave);
    return iterator;
  };

  const close = (): void => finish({ kind: 'closed' });

  const observed: Observed<Value> = {
    getSnapshot: () => value,
    subscribe: (changed) => watch({ seen: version, changed }),
    close,
    ...observableMember(() => interop),
    [Symbol.asyncIterator]: iterate,
    async [asyncDispose]() {
      close();
    },
  };
  return { observed, set, close, fail: (error) => finish({ kind: 'failed', error }) };
}

function observableMember<Value>(
  get: () => InteropObservable<Value>,
): Pick<InteropObservable<Value>, typeof Symbol.observable> {
  return { [FALLBACK_KEY]: get, [observableKey()]: get } as Pick<InteropObservable<Value>, typeof Symbol.observable>;
}
