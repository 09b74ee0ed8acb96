import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Transport } from '@tidemark/core';
import type { ClientFrame, ServerFrame } from '@tidemark/protocol';

/** What went over a connection so far. */
export interface Wire {
  readonly transport: Transport;
  /** Both ways. */
  bytes(): number;
  /** The longest chain of requests that each waited for the answer before, `hello` the first of them. */
  roundTrips(): number;
}

/** As on a slow network: what comes has been dealt with when more comes, and what was not needed by then has not come. */
const BETWEEN_MS = 25;

/** Counts what a transport carries, as JSON text. Opening the socket itself is not counted. */
export function countWire(inner: Transport): Wire {
  let bytes = 0;
  let trips = 0;
  return {
    transport: {
      async connect(signal) {
        const connection = await inner.connect(signal);
        /** Of each request under way: how many answers had to come before it was sent. */
        const sentAfter = new Map<number | 'hello', number>();
        return {
          get bufferedBytes() {
            return connection.bufferedBytes;
          },
          send(frames) {
            bytes += Buffer.byteLength(JSON.stringify(frames));
            for (const frame of frames) sentAfter.set(requestOf(frame), trips);
            connection.send(frames);
          },
          close: connection.close,
          async *[Symbol.asyncIterator]() {
            for await (const frames of connection) {
              bytes += Buffer.byteLength(JSON.stringify(frames));
              for (const frame of frames) {
                const before = sentAfter.get(answeredBy(frame));
                if (before !== undefined) trips = Math.max(trips, before + 1);
              }
              yield frames;
              await sleep(BETWEEN_MS);
            }
          },
        } satisfies Connection;
      },
    },
    bytes: () => bytes,
    roundTrips: () => trips,
  };
}

const requestOf = (frame: ClientFrame): number | 'hello' => ('id' in frame ? frame.id : 'hello');

const answeredBy = (frame: ServerFrame): number | 'hello' =>
  're' in frame && typeof frame.re === 'number' ? frame.re : 'hello';
