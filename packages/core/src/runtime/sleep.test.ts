import { expect, test } from 'vitest';
import { sleep } from './sleep.ts';
import type { Timers } from './timers.ts';

function manualTimers(): Timers & { readonly pending: Map<object, () => void>; runAll(): void } {
  const pending = new Map<object, () => void>();
  return {
    pending,
    set(_delayMs, run) {
      const handle = {};
      pending.set(handle, run);
      return handle;
    },
    clear: (handle) => void pending.delete(handle as object),
    runAll() {
      for (const [handle, run] of pending) {
        pending.delete(handle);
        run();
      }
    },
  };
}

function countingSignal(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count--;
    remove(...args);
  };
  return { controller, listeners: () => count };
}

test('[RUN-2] sleep ends when its timer does and leaves no listener behind', async () => {
  const timers = manualTimers();
  const { controller, listeners } = countingSignal();
  const slept = sleep(timers, 50, controller.signal);
  expect(listeners()).toBe(1);
  timers.runAll();
  await slept;
  expect(listeners()).toBe(0);
});

test('[RUN-2] an abort ends a sleep with the reason of the signal and clears its timer', async () => {
  const timers = manualTimers();
  const controller = new AbortController();
  const slept = sleep(timers, 50, controller.signal);
  controller.abort('enough');
  await expect(slept).rejects.toBe('enough');
  expect(timers.pending.size).toBe(0);
});

test('[RUN-2] a sleep that begins aborted sets no timer', async () => {
  const timers = manualTimers();
  await expect(sleep(timers, 50, AbortSignal.abort('late'))).rejects.toBe('late');
  expect(timers.pending.size).toBe(0);
});
