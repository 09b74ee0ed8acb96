import type { TimerHandle, Timers } from '@tidemark/core';
import type { ServerFrame } from '@tidemark/protocol';

/** Turns pairs of frames round: the first of two waits for the second, for a while. */
export interface PairSwap {
  take(frames: readonly ServerFrame[]): void;
  /** Delivers what waits. */
  flush(): void;
  clear(): void;
}

/** A frame without a second is not kept longer. */
const PAIR_WAIT_MS = 50;

export function createPairSwap(timers: Timers, deliver: (frames: readonly ServerFrame[]) => void): PairSwap {
  let first: ServerFrame | undefined;
  let timer: TimerHandle | undefined;

  function clear(): void {
    first = undefined;
    if (timer !== undefined) timers.clear(timer);
    timer = undefined;
  }

  function flush(): void {
    const frame = first;
    clear();
    if (frame) deliver([frame]);
  }

  return {
    take(frames) {
      const swapped: ServerFrame[] = [];
      for (const frame of frames) {
        if (first) {
          swapped.push(frame, first);
          clear();
        } else first = frame;
      }
      if (swapped.length > 0) deliver(swapped);
      if (first) timer ??= timers.set(PAIR_WAIT_MS, flush);
    },
    flush,
    clear,
  };
}
