import type { Client, Observed } from '@tidemark/core';
import * as React from 'react';
import { useProvided } from './client-context.ts';
import { type Loaded, type Shareable, type Shared, share, type ValueOf } from './shared.ts';

export interface Suspending {
  /** Suspend until there is a first value. Without a client, and while hydrating, nothing suspends. */
  readonly suspend?: boolean | undefined;
}

/** What tells one query of a topic from another, as JSON. */
export type Query = readonly unknown[];

/** The value of an observation, and a way to it. */
export type Found<Source> = readonly [value: ValueOf<Source> | undefined, find: () => Shared<Source> | undefined];

/** What getSnapshot is where there is no client: that is not waited for. */
const NOBODY = (): null => null;

export function useShared<Source extends Shareable>(
  topic: unknown,
  query: Query,
  open: (client: Client) => Source,
  { suspend }: Suspending,
): Found<Source> {
  const client = useProvided();
  const key = JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `open` opens is said by topic and key
  const [subscribe, get, find] = React.useMemo(() => {
    const find = () => client && share(client, topic, key, open);
    const subscribe = (changed: () => void) => find()?.subscribe(changed) ?? NOBODY;
    return [subscribe, client ? () => find()?.get() : NOBODY, find] as const;
  }, [client, topic, key]);
  const value = React.useSyncExternalStore(subscribe, get, NOBODY);
  if (suspend && value !== null) wait((find() as Shared<Source>).loaded);
  return [value ?? undefined, find];
}

/** React 18 has no `use`, and waits for what is thrown. */
function wait(loaded: Loaded): void {
  if (React.use) React.use<void>(loaded as Promise<void>);
  else if (!loaded.status) throw loaded;
}

/**
 * Whatever a client can observe: undefined until it is known. Opened by the first component that asks, shared by all
 * with the same topic (an object, such as the feature) and query, and closed a second after the last one left.
 *
 * @example
 * const pinned = useObserved(pins, [id], (client) => client.use(pins).observe(id));
 */
export function useObserved<Value>(
  topic: object,
  query: Query,
  open: (client: Client) => Observed<Value>,
  options: Suspending = {},
): Value | undefined {
  // In an array of its own: the keys of the other hooks are none.
  return useShared<Observed<Value>>(topic, [query], open, options)[0] as Value | undefined;
}
