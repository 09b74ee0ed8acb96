import type { ServerFrame, StreamId } from '@tidemark/protocol';
import type { Outbox } from '../outbox/outbox.ts';

/**
 * Streams whose pulls the server refuses: threads, which go with their parent and of which no row in one's own stream
 * says so. What was confirmed there has no effect that this device will ever see.
 *
 * The first refusal may be older than a confirmation that it overtook. So each decides about the ops that were confirmed
 * when the one before it came: those confirmed in this session are over; those of an earlier one may be of a history
 * that is lost, and are pushed again.
 */
export interface UnknownStreams {
  /** Adds ops that are over to `settled`, or takes confirmations back: what else a batch settles is settled before. */
  hear(frames: readonly ServerFrame[], settled: Set<string>): void;
  /** The session ended. */
  forget(): void;
}

export function createUnknownStreams(
  outbox: Outbox,
  askedOf: (re: number) => StreamId | undefined,
  /** The ops that this session confirmed. */
  confirmed: ReadonlySet<string>,
): UnknownStreams {
  /** By stream that was refused once: the ops that were confirmed then. */
  const refused = new Map<StreamId, ReadonlySet<string>>();

  function refuse(stream: StreamId, settled: Set<string>): void {
    const ops = [...outbox.acked()].filter(({ op }) => op.stream === stream).map(({ op }) => op.opId);
    const before = refused.get(stream);
    refused.set(stream, new Set(ops));
    for (const opId of ops) {
      if (!before?.has(opId)) continue;
      if (confirmed.has(opId)) settled.add(opId);
      else outbox.move(opId, { kind: 'history-lost' });
    }
  }

  return {
    hear(frames, settled) {
      for (const frame of frames) {
        if (frame.type !== 'error' || frame.code !== 'stream/unknown' || frame.re === undefined) continue;
        const stream = askedOf(frame.re);
        if (stream !== undefined) refuse(stream, settled);
      }
    },
    forget: () => refused.clear(),
  };
}
