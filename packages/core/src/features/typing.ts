import { conversationStream, MAX_SIGNAL_TTL_MS, type SignalDown, type StreamId } from '@tidemark/protocol';
import type { Feature, FeatureParts } from '../client/feature.ts';
import type { MessageRecord } from '../local-db/records.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { createView } from '../observe/create-view.ts';
import type { Observed } from '../observe/observed.ts';
import type { TimerHandle } from '../runtime/timers.ts';

export interface Typing {
  /**
   * One writes there: call it at every key. The others are told at once and then every 10 s while it goes on; it ends
   * with the message sent, with `stop`, or by itself 30 s later. Offline nobody is told, and nothing waits.
   */
  set(conversationId: string): void;
  /** One stopped without sending. */
  stop(conversationId: string): void;
  /** Who of the others writes now, by user id; who began first stands first. */
  observe(conversationId: string): Observed<readonly string[]>;
}

const TTL_MS = 30_000;
const REFRESH_MS = 10_000;

/** Who writes, in either direction. Nothing of it is stored. */
export const typing: Feature<Typing> = {
  open: (parts) => ({ ...tellTyping(parts), observe: hearTyping(parts) }),
};

function tellTyping({ ephemeral, outbox, runtime, atClose }: FeatureParts): Omit<Typing, 'observe'> {
  const { clock } = runtime;
  /** When it was last said, and the newest op of the conversation then. */
  const told = new Map<StreamId, { readonly atMs: number; readonly n: number }>();

  const newest = (stream: string): number => {
    for (const { n } of outbox.lane(stream)?.fromNewest() ?? []) return n;
    return Number.NEGATIVE_INFINITY;
  };
  const say = (stream: StreamId, ttlMs: number): boolean =>
    ephemeral.send({ type: 'signal', stream, kind: 'typing', ttlMs });

  const ends = [
    ephemeral.subscribe({ ended: () => told.clear() }),
    // Whatever one sends or does there ends it, and the next key is told anew.
    outbox.subscribe((lane) => {
      const stream = lane as StreamId;
      const last = told.get(stream);
      if (last && newest(lane) > last.n) told.delete(stream);
    }),
  ];
  atClose(() => {
    for (const end of ends) end();
  });

  return {
    set(conversationId) {
      const stream = conversationStream(conversationId);
      const atMs = clock.monotonicMs();
      const last = told.get(stream);
      if (last && atMs - last.atMs < REFRESH_MS) return;
      if (say(stream, TTL_MS)) told.set(stream, { atMs, n: newest(stream) });
    },
    stop(conversationId) {
      const stream = conversationStream(conversationId);
      if (told.delete(stream)) say(stream, 0);
    },
  };
}

interface Writer {
  readonly untilMs: number;
  /** The newest message held when they began: a later one of theirs ends it. */
  readonly ord: number;
}

function hearTyping({ ephemeral, book, db, me, runtime, sources, atClose }: FeatureParts): Typing['observe'] {
  const { clock, timers } = runtime;
  const writers = new Map<StreamId, Map<string, Writer>>();
  const watching = new Map<StreamId, Set<() => void>>();
  /** One for whoever stops next, in all conversations. */
  let timer: TimerHandle | undefined;

  function heard({ stream, from, kind, ttlMs }: SignalDown): void {
    if (kind !== 'typing' || from === me()) return;
    const ofStream = writers.get(stream) ?? new Map<string, Writer>();
    const known = ofStream.get(from);
    if (ttlMs === 0) ofStream.delete(from);
    else {
      const untilMs = clock.monotonicMs() + Math.min(ttlMs, MAX_SIGNAL_TTL_MS);
      ofStream.set(from, { untilMs, ord: known?.ord ?? book.state(stream).cursor?.ord ?? 0 });
    }
    settle(stream, ofStream);
  }

  function settle(stream: StreamId, ofStream: Map<string, Writer>): void {
    if (ofStream.size > 0) writers.set(stream, ofStream);
    else writers.delete(stream);
    for (const invalidate of watching.get(stream) ?? []) invalidate();
    arm();
  }

  function arm(): void {
    if (timer !== undefined) timers.clear(timer);
    timer = undefined;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const ofStream of writers.values())
      for (const { untilMs } of ofStream.values()) nextMs = Math.min(nextMs, untilMs);
    if (nextMs < Number.POSITIVE_INFINITY) timer = timers.set(Math.max(0, nextMs - clock.monotonicMs()), forget);
  }

  function forget(): void {
    timer = undefined;
    const nowMs = clock.monotonicMs();
    for (const [stream, ofStream] of [...writers]) {
      const over = [...ofStream].filter(([, { untilMs }]) => untilMs <= nowMs);
      for (const [user] of over) ofStream.delete(user);
      if (over.length > 0) settle(stream, ofStream);
    }
    if (timer === undefined) arm();
  }

  function committed(changes: readonly Change[]): void {
    if (writers.size === 0) return;
    for (const change of changes) if (change.store === 'messages' && 'put' in change) sent(change.put);
  }

  function sent({ key, body }: Stored): void {
    const [stream, ord] = key as [StreamId, number];
    const ofStream = writers.get(stream);
    const { author } = body as MessageRecord;
    const writer = ofStream?.get(author);
    if (!ofStream || !writer || ord <= writer.ord) return;
    ofStream.delete(author);
    settle(stream, ofStream);
  }

  const ends = [
    ephemeral.subscribe({ heard: (frame) => frame.type === 'signal' && heard(frame) }),
    db.feed.subscribe(committed),
  ];
  atClose(() => {
    for (const end of ends) end();
    if (timer !== undefined) timers.clear(timer);
  });

  return (conversationId) => {
    const stream = conversationStream(conversationId);
    const invalidates = watching.get(stream) ?? new Set<() => void>();
    watching.set(stream, invalidates);
    const { observed, invalidate } = createView(sources, {
      compute: () => Object.freeze([...(writers.get(stream)?.keys() ?? [])]),
      ends: [
        () => {
          invalidates.delete(invalidate);
          if (invalidates.size === 0) watching.delete(stream);
        },
      ],
    });
    invalidates.add(invalidate);
    return observed;
  };
}
