import type { Connection, Transport } from '@tidemark/core';
import type { ServerFrame } from '@tidemark/protocol';

/** A transport on whose way down frames get lost: those for which `passes` says no. */
export function losing(inner: Transport, passes: (frame: ServerFrame) => boolean): Transport {
  return {
    async connect(signal) {
      const connection = await inner.connect(signal);
      return {
        get bufferedBytes() {
          return connection.bufferedBytes;
        },
        send: connection.send,
        close: connection.close,
        async *[Symbol.asyncIterator]() {
          for await (const frames of connection) yield frames.filter(passes);
        },
      } satisfies Connection;
    },
  };
}
