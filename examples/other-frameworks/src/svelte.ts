import type { Observed } from '@tidemark/core';
import type { Readable } from 'svelte/store';

/** A store: `$messages` in a component is the value now, undefined until it is known. */
export const toStore = <Value>(observed: Observed<Value>): Readable<Value | undefined> => ({
  subscribe(run) {
    run(observed.getSnapshot());
    return observed.subscribe(() => run(observed.getSnapshot()));
  },
});
