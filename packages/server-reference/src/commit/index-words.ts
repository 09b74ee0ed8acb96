import type { Log } from '../log/log.ts';
import type { Runtime } from '../runtime.ts';

/** Brings what was committed into the index of words, once commits rest, a few milliseconds at a time. */
export interface WordIndexing {
  /** Something was committed. */
  noted(): void;
  stop(): void;
}

export interface WordIndexingOptions {
  readonly log: Pick<Log, 'index'>;
  readonly runtime: Pick<Runtime, 'after' | 'monotonicMs'>;
  /** Whether there is more urgent work. */
  readonly isUnderLoad: () => boolean;
  readonly failed: (error: unknown) => void;
}

const REST_MS = 200;
const MESSAGES_AT_ONCE = 250;
const RETRY_MS = 10_000;
/** Where commits never rest, the index is so far behind at most before it goes on among them. */
const PATIENCE_MS = 5_000;

/** Begins with what an earlier process left. A log without such an index is left alone. */
export function createWordIndexing({ log, runtime, isUnderLoad, failed }: WordIndexingOptions): WordIndexing {
  let cancel: (() => void) | undefined;
  let isStopped = false;
  let notedAtMs = Number.NEGATIVE_INFINITY;
  /** Since when something waits to be indexed. */
  let behindSinceMs: number | undefined;

  function wake(delayMs: number): void {
    if (!log.index || isStopped) return;
    cancel ??= runtime.after(delayMs, () => void work());
  }

  async function work(): Promise<void> {
    cancel = undefined;
    const nowMs = runtime.monotonicMs();
    const isBusy = nowMs - notedAtMs < REST_MS && nowMs - (behindSinceMs ?? nowMs) < PATIENCE_MS;
    if (isUnderLoad() || isBusy) return wake(REST_MS);
    try {
      if (await log.index?.(MESSAGES_AT_ONCE)) wake(20);
      else behindSinceMs = undefined;
    } catch (error) {
      if (isStopped) return;
      failed(error);
      wake(RETRY_MS);
    }
  }

  wake(REST_MS);
  return {
    noted() {
      notedAtMs = runtime.monotonicMs();
      behindSinceMs ??= notedAtMs;
      wake(REST_MS);
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
