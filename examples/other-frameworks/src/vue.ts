import type { Observed } from '@tidemark/core';
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';

/** The value of an observation, undefined until it is known. Closed with the component, or the effect scope. */
export function useObserved<Value>(observed: Observed<Value>): Readonly<ShallowRef<Value | undefined>> {
  const value = shallowRef(observed.getSnapshot());
  observed.subscribe(() => {
    value.value = observed.getSnapshot();
  });
  onScopeDispose(() => observed.close());
  return value;
}
