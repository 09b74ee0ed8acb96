import { type StreamId, userStream } from '@tidemark/protocol';
import type { FeatureParts } from '../client/feature.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { createFeed, type Feed } from '../runtime/feed.ts';
import { type StreamState, stateKey, stateOf } from '../sync/stream-state.ts';
import { type InspectEvent, opMoved, streamChanged } from './inspect-event.ts';
import { type InspectedOp, inspectOp } from './inspected-op.ts';
import { type InspectedStream, inspectStream } from './inspected-stream.ts';
import { type TabsNow, tabsNow } from './tabs-now.ts';

/** What a client holds, and what moves in it. */
export interface Inspector {
  /** This device's measured time, by which retries are timed. */
  nowMs(): number;
  /** Every op in the outbox, each lane in its order. */
  ops(): readonly InspectedOp[];
  /** Where streams stand: one's own, the app's, then conversations, most recently active first. */
  streams(query?: StreamsQuery): Promise<readonly InspectedStream[]>;
  /** Undefined where the client is not one of several tabs that share a database. */
  tabs(): TabsNow | undefined;
  /** What moves, from the first use of the feature on: told as it happens, in order. */
  readonly events: Feed<InspectEvent>;
}

export interface StreamsQuery {
  /** Conversations, at most. Default 100. */
  readonly limit?: number | undefined;
}

export function openInspector(parts: FeatureParts): Inspector {
  const { db, book, outbox, loop, me, runtime, ranking, atClose } = parts;
  const { clock } = runtime;
  const events = createFeed<InspectEvent>();
  outbox.moved = (before, after) => {
    const moved = opMoved(before, after, clock.now());
    if (moved) events.emit(moved);
  };
  const unfollow = book.subscribeAny((stream) => events.emit(streamChanged(book.state(stream), clock.now())));
  atClose(() => {
    outbox.moved = undefined;
    unfollow();
  });

  /** What memory knows is newer than the row. */
  const known = (state: StreamState): StreamState => (book.isLoaded(state.stream) ? book.state(state.stream) : state);

  function ownStreams(): readonly StreamId[] {
    const user = me();
    const loaded = [...book.loaded()].filter((stream) => !isConversation(stream));
    return [...new Set([...(user === undefined ? [] : [userStream(user)]), ...loaded])];
  }

  return {
    nowMs: () => clock.monotonicMs(),
    ops() {
      const status = loop.status();
      const connectsAtMs = status.kind === 'offline' ? (status.retryAtMs ?? 0) : 0;
      return [...outbox.lanes()].flatMap((lane) => {
        const retryAtMs = Math.max(lane.retryAtMs > clock.monotonicMs() ? lane.retryAtMs : 0, connectsAtMs);
        return Array.from(lane.ops.values(), (pending) => inspectOp(pending, retryAtMs));
      });
    },
    async streams({ limit = 100 } = {}) {
      const shelf = { store: 'streams', reverse: true, limit };
      const own = ownStreams();
      const [active, archived, owned] = (await db.read([
        { ...shelf, index: 'activity' },
        { ...shelf, index: 'archived' },
        { store: 'streams', get: own.map(stateKey) },
      ])) as readonly (readonly (Stored | undefined)[])[];
      const statesOf = (rows: readonly (Stored | undefined)[] = []): readonly StreamState[] =>
        rows.filter((row) => row !== undefined).map((row) => known(stateOf(row)));
      // In no list: threads, and what was opened and is not known yet.
      const opened = [...book.loaded()].filter(isConversation).map(book.state);
      const conversations = new Map(
        [...statesOf(active), ...statesOf(archived), ...opened].map((each) => [each.stream, each]),
      );
      const newest = [...conversations.values()].sort((a, b) => b.summary.activeAt - a.summary.activeAt);
      return [...statesOf(owned), ...newest.slice(0, limit)].map(inspectStream);
    },
    tabs: () => ranking && tabsNow(ranking),
    events: { subscribe: events.subscribe },
  };
}

const isConversation = (stream: StreamId): boolean => stream.startsWith('conversation:');
