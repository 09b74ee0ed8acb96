import type { Outbound } from './outbound.ts';

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Ends a stream whose reader does not take what is left. */
  cut(): void;
}

export interface EventStreamEnds {
  /** The reader went away. */
  readonly left: () => void;
  /** The reader has everything, the end included. */
  readonly done: () => void;
}

/** What goes out, a chunk whenever the reader asks for one: what it does not ask for waits where it is counted. */
export function createEventStream(opening: string, outbound: Outbound, { left, done }: EventStreamEnds): EventStream {
  const encoder = new TextEncoder();
  let next = opening;
  let cut = (): void => {};

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        cut = () => controller.error(new Error('the client did not read the end'));
      },
      pull: async (controller) => {
        if (next === '') await outbound.wait();
        const text = next === '' ? outbound.take() : next;
        next = '';
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (text === opening || !outbound.isEnded() || !outbound.isEmpty()) return;
        controller.close();
        done();
      },
      cancel: left,
    },
    { highWaterMark: 0 },
  );
  return { body, cut: () => cut() };
}
