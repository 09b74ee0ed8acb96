/** Something to run at a time of the scheduler. */
export interface Event {
  readonly atMs: number;
  /** Breaks ties: events set earlier run earlier. */
  readonly order: number;
  readonly run: () => void;
}

/** A binary heap by time, then by order of setting. */
export interface EventHeap {
  add(event: Event): void;
  peek(): Event | undefined;
  take(): Event | undefined;
}

export function createEventHeap(): EventHeap {
  const events: Event[] = [];
  const isBefore = (a: number, b: number) => {
    const [left, right] = [events[a], events[b]];
    if (!left || !right) return left !== undefined;
    return left.atMs === right.atMs ? left.order < right.order : left.atMs < right.atMs;
  };
  const swap = (a: number, b: number) => {
    const [left, right] = [events[a], events[b]];
    if (left && right) [events[a], events[b]] = [right, left];
  };

  return {
    add(event) {
      let at = events.push(event) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    peek: () => events[0],
    take() {
      const first = events[0];
      const last = events.pop();
      if (!first || !last || events.length === 0) return first;
      events[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const child = isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(child, at)) break;
        swap(at, child);
        at = child;
      }
      return first;
    },
  };
}
