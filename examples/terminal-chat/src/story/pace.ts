/** How fast the story goes. */
export interface Pace {
  /** Waits that long at the story's speed. Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From now on without waiting. */
  hurry(): void;
  isHurried(): boolean;
}

export function createPace(isQuick: boolean): Pace {
  let isHurried = isQuick;
  let wake = (): void => {};
  return {
    isHurried: () => isHurried,
    hurry() {
      isHurried = true;
      wake();
    },
    wait(ms, signal) {
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', abort);
          if (signal.aborted) reject(signal.reason);
          else resolve();
        };
        const abort = (): void => finish();
        const timer = setTimeout(finish, isHurried ? ms / 20 : ms);
        signal.addEventListener('abort', abort);
        if (signal.aborted) finish();
        wake = finish;
      });
    },
  };
}
