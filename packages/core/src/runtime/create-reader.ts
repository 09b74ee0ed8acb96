/** One reader of something that comes over time. */
export interface Reader<Item> {
  readonly iterator: AsyncIterator<Item, undefined>;
  /** There may be something new to take. */
  wake(): void;
}

/**
 * An iterator whose calls of `next` are answered by `take`, oldest first, at once or, while that has nothing
 * (`undefined`), at a later `wake`. A `done` ends it, as does what `take` throws. `return` ends it too, also for a
 * `next` that waits, and calls `left`.
 */
export function createReader<Item>(
  take: () => IteratorResult<Item, undefined> | undefined,
  left: () => void,
): Reader<Item> {
  const waiting: { resolve(result: IteratorResult<Item, undefined>): void; reject(error: unknown): void }[] = [];
  const over = { done: true, value: undefined } as const;
  let isOver = false;

  function wake(): void {
    for (let first = waiting[0]; first; first = waiting[0]) {
      try {
        const next = isOver ? over : take();
        if (!next) return;
        isOver = next.done === true;
        first.resolve(next);
      } catch (error) {
        isOver = true;
        first.reject(error);
      }
      waiting.shift();
    }
  }

  return {
    wake,
    iterator: {
      next: () =>
        new Promise((resolve, reject) => {
          waiting.push({ resolve, reject });
          wake();
        }),
      async return() {
        isOver = true;
        left();
        wake();
        return over;
      },
    },
  };
}
