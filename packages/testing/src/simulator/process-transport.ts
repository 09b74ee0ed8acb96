import type { Connection, Transport } from '@tidemark/core';
import type { ClientFrame, ServerFrame } from '@tidemark/protocol';
import type { SimProcess } from './sim-process.ts';

export interface TransportTaps {
  readonly connecting: () => void;
  readonly sent: (frames: readonly ClientFrame[]) => void;
  /** Frames that the process has just read. */
  readonly read: (frames: readonly ServerFrame[]) => void;
}

/** The transport as one process sees it: after its death nothing is sent and nothing arrives. */
export function processTransport(transport: Transport, process: SimProcess, taps: TransportTaps): Transport {
  return {
    connect(signal) {
      if (process.isAlive()) taps.connecting();
      return process.settle(transport.connect(signal).then((connection) => wrap(connection, process, taps)));
    },
  };
}

function wrap(connection: Connection, process: SimProcess, taps: TransportTaps): Connection {
  return {
    get bufferedBytes() {
      return connection.bufferedBytes;
    },
    send(frames) {
      if (!process.isAlive()) return;
      taps.sent(frames);
      connection.send(frames);
    },
    close(code, reason) {
      if (process.isAlive()) connection.close(code, reason);
    },
    [Symbol.asyncIterator]() {
      const inner = connection[Symbol.asyncIterator]();
      return {
        async next() {
          const result = await process.settle(inner.next());
          if (!result.done) taps.read(result.value);
          return result;
        },
        return: () => process.settle(inner.return?.() ?? Promise.resolve({ value: undefined, done: true as const })),
      };
    },
  };
}
