import { DestroyRef, inject, type Signal, signal } from '@angular/core';
import type { Observed } from '@tidemark/core';

/** The value of an observation, undefined until it is known. Closed with whatever injects it: a component, a service. */
export function observedSignal<Value>(observed: Observed<Value>): Signal<Value | undefined> {
  const value = signal(observed.getSnapshot());
  observed.subscribe(() => value.set(observed.getSnapshot()));
  inject(DestroyRef).onDestroy(() => observed.close());
  return value.asReadonly();
}
