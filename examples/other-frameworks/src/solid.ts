import type { Observed } from '@tidemark/core';
import { type Accessor, createSignal, onCleanup } from 'solid-js';

/** The value of an observation, undefined until it is known. Closed with the owner. */
export function createObserved<Value>(observed: Observed<Value>): Accessor<Value | undefined> {
  const [value, setValue] = createSignal(observed.getSnapshot());
  observed.subscribe(() => setValue(() => observed.getSnapshot()));
  onCleanup(() => observed.close());
  return value;
}
