import { type Runtime, systemRuntime, type TimerHandle } from '@tidemark/core';

/** The real ports of a device, with a count of what is still held of them. */
export interface CountedRuntime {
  readonly runtime: Runtime;
  /** Timers set and neither run nor cleared, and listeners not taken away. */
  held(): { readonly timers: number; readonly listeners: number };
}

export function countedRuntime(): CountedRuntime {
  const system = systemRuntime();
  const timers = new Set<TimerHandle>();
  let listeners = 0;
  const counted =
    (subscribe: (changed: () => void) => () => void) =>
    (changed: () => void): (() => void) => {
      const end = subscribe(changed);
      listeners++;
      return () => {
        listeners--;
        end();
      };
    };
  return {
    runtime: {
      ...system,
      timers: {
        set(delayMs, run) {
          const handle = system.timers.set(delayMs, () => {
            timers.delete(handle);
            run();
          });
          timers.add(handle);
          return handle;
        },
        clear(handle) {
          timers.delete(handle);
          system.timers.clear(handle);
        },
      },
      network: { ...system.network, subscribe: counted(system.network.subscribe) },
      visibility: { ...system.visibility, subscribe: counted(system.visibility.subscribe) },
    },
    held: () => ({ timers: timers.size, listeners }),
  };
}
