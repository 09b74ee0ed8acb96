import type { Client, Observed } from '@tidemark/core';
import { onceAFrame } from './once-a-frame.ts';

/** One observation for all components that ask the same. */
export interface Shared<Source> {
  readonly source: Source;
  /** Resolves when there is a value. */
  readonly loaded: Loaded;
  /** The value as all were told it last: the same in every component, whenever it renders. */
  get(): ValueOf<Source> | undefined;
  subscribe(changed: () => void): () => void;
}

/** A promise that says by React's own convention that it is resolved: `use` then waits not even a microtask. */
export interface Loaded extends Promise<void> {
  status?: 'fulfilled' | undefined;
}

/** What of an observation is shared. */
export type Shareable = Pick<Observed<unknown>, 'getSnapshot' | 'subscribe' | 'close'>;

export type ValueOf<Source> = Source extends { getSnapshot(): infer Value } ? Exclude<Value, undefined> : never;

/** StrictMode leaves and comes back at once, a route soon: neither reads the database again. */
const LINGER_MS = 1_000;

const ofClients = new WeakMap<Client, Map<unknown, Map<string, Shared<Shareable>>>>();

/** The observation of this topic and key, opened if there is none. It closes when nobody has been subscribed for a second. */
export function share<Source extends Shareable>(
  client: Client,
  topic: unknown,
  key: string,
  open: (client: Client) => Source,
): Shared<Source> {
  const topics = getOrAdd(ofClients, client, () => new Map());
  const keys = getOrAdd(topics, topic, () => new Map());
  return getOrAdd(keys, key, () => createShared(open(client), () => keys.delete(key))) as Shared<Source>;
}

function createShared<Source extends Shareable>(source: Source, forget: () => void): Shared<Source> {
  const listeners = new Set<() => void>();
  let shown = source.getSnapshot();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let resolve: () => void = linger;
  const loaded: Loaded = new Promise<void>((done) => {
    resolve = done;
  });

  function told(): void {
    loaded.status = 'fulfilled';
    resolve();
  }

  function publish(): void {
    const next = source.getSnapshot();
    if (next === shown) return;
    shown = next;
    told();
    for (const listener of [...listeners]) listener();
  }

  function linger(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (listeners.size > 0 || isClosed) return;
      isClosed = true;
      forget();
      source.close();
      // Whoever waited for it opens another.
      told();
    }, LINGER_MS);
  }

  if (shown !== undefined) told();
  // A component that waits for the first value is not subscribed, and one that was given up never will be.
  void loaded.then(linger);
  source.subscribe(() => onceAFrame(publish));

  return {
    source,
    loaded,
    get: () => shown as ValueOf<Source> | undefined,
    subscribe(changed) {
      listeners.add(changed);
      return () => {
        listeners.delete(changed);
        linger();
      };
    },
  };
}

function getOrAdd<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
