import { TidemarkError } from '@tidemark/protocol';
import { createReader } from '../runtime/create-reader.ts';

/**
 * What a connection's iteration reads from: one writer, one reader, in order. A building block for authors of
 * transports. Items that wait are handed over without a pending promise each.
 */
export interface FrameQueue<Item> extends AsyncIterable<Item> {
  /** Adds an item. False when nobody will read it: the queue is over, or this item was above its limit and ended it. */
  push(item: Item): boolean;
  /** Ends the iteration after what waits. */
  end(): void;
  /** Lets the iteration throw `error` after what waits. */
  fail(error: unknown): void;
  /** Ends the iteration now and forgets what waits. */
  drop(): void;
}

export interface FrameQueueOptions {
  /** Items that may wait unread; one more fails the queue with `transport/failed`. Default 10,000. */
  readonly limit?: number | undefined;
  /** Called when the reader leaves its loop early: close the connection. */
  readonly left?: (() => void) | undefined;
}

/** Creates an empty queue. It can be iterated once; a second iteration throws a TypeError. */
export function createFrameQueue<Item>(options: FrameQueueOptions = {}): FrameQueue<Item> {
  const { limit = 10_000, left } = options;
  // Written at the end of `newer`, read from the end of `older`: no item is moved more than once.
  let newer: Item[] = [];
  let older: Item[] = [];
  let over: { readonly failure?: { readonly error: unknown } | undefined } | undefined;
  let isIterated = false;

  function take(): IteratorResult<Item, undefined> | undefined {
    if (older.length === 0) [older, newer] = [newer.reverse(), []];
    if (older.length > 0) return { value: older.pop() as Item, done: false };
    if (over?.failure) throw over.failure.error;
    return over && { value: undefined, done: true };
  }

  const reader = createReader(take, () => {
    drop();
    left?.();
  });

  function finish(how: typeof over): void {
    over ??= how;
    reader.wake();
  }

  function drop(): void {
    newer = [];
    older = [];
    over = {};
    reader.wake();
  }

  return {
    push(item) {
      if (!over && newer.length + older.length >= limit) finish({ failure: { error: readerBehind(limit) } });
      if (over) return false;
      newer.push(item);
      reader.wake();
      return true;
    },
    end: () => finish({}),
    fail: (error) => finish({ failure: { error } }),
    drop,
    [Symbol.asyncIterator]() {
      if (isIterated) throw new TypeError('A connection can be iterated once.');
      isIterated = true;
      return reader.iterator;
    },
  };
}

function readerBehind(limit: number): TidemarkError {
  const message = `${limit} messages wait unread`;
  return new TidemarkError('transport/failed', message, { reason: 'reader-behind' }, { retryable: true });
}
