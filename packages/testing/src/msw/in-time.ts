/** Lets things happen in the order they were given, each so much later. */
export interface InTime {
  run(delayMs: number, what: () => void): void;
  /** What has not happened yet does not. */
  stop(): void;
}

export function createInTime(): InTime {
  const waiting: { readonly atMs: number; readonly what: () => void }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): void {
    const [first] = waiting;
    if (first === undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        waiting.shift();
        first.what();
        if (timer === undefined) next();
      },
      Math.max(0, first.atMs - performance.now()),
    );
  }

  return {
    run(delayMs, what) {
      if (waiting.length === 0 && delayMs <= 0) {
        what();
        return;
      }
      waiting.push({ atMs: performance.now() + delayMs, what });
      if (timer === undefined) next();
    },
    stop() {
      waiting.length = 0;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
