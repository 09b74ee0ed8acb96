import { type StreamId, TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Timers } from '../runtime/timers.ts';
import { holds } from '../sync/ranges.ts';
import type { Catalog } from './catalog.ts';
import type { Draft } from './draft.ts';
import { findBehind, indexHeld } from './index-held.ts';
import { CUT, createIndexTimes } from './index-times.ts';
import { type IndexedStream, putIndexed, wholly } from './indexed-stream.ts';
import { mergeAll } from './merge-all.ts';
import { createSlices } from './slices.ts';
import { createWaiting, type Waiting } from './waiting.ts';

/** Where so many messages wait or are being written, slices are long. */
const MANY = 16_384;

/**
 * Keeps the index in step with the messages, behind their commits and never in them.
 *
 *   commits ─▶ waiting ─▶ (quiet, or much) ─▶ segment ─▶ one commit with the cursors of its streams ─▶ merge
 *   at start: what the states hold and the cursors lack ─▶ read from the database ─▶ segment ─▶ …
 */
export interface Indexer {
  readonly waiting: Waiting;
  /** Whether everything the device holds is found. */
  isComplete(): boolean;
  /** Resolves when everything held now is in the index. */
  complete(signal: AbortSignal): Promise<void>;
  /** Indexes what waits, unless it is much, and ends. */
  close(): Promise<void>;
}

export interface IndexerOptions {
  readonly db: LocalDb;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
  /** Resolves when it is this tab that writes the index; absent where there are no others. */
  readonly turn?: Promise<void> | undefined;
}

export function createIndexer({ db, catalog, clock, timers, newId, onError, turn }: IndexerOptions): Indexer {
  const ended = new AbortController();
  const { signal } = ended;
  /** Another tab writes the index. */
  let isElsewhere = turn !== undefined;
  const indexed = new Map<StreamId, IndexedStream>();
  const waiting = createWaiting((stream) => indexed.get(stream)?.epoch);
  /** Streams of which the database knows more than what waits. Undefined: not looked for yet. */
  let behind: Set<StreamId> | undefined;
  let rounds: Promise<void> = Promise.resolve();
  /** Messages of the segment that is being made. */
  let making = 0;
  const isMuch = (): boolean => Math.max(waiting.count(), making) >= MANY;
  const { rest, begin: beginSlice } = createSlices({ clock, timers, signal, isMuch });
  const times = createIndexTimes({
    ...{ waiting, clock, timers },
    begin: () => {
      if (!signal.aborted) inTurn(round).catch(() => {});
    },
  });

  async function write(draft: Draft, cursors: readonly IndexedStream[], late?: ReadonlySet<string>): Promise<void> {
    making = draft.count();
    beginSlice();
    const built = await draft.finish(newId(), (stream) => !late?.has(stream), rest);
    making = 0;
    const added = built ? [...built.changes, catalog.changed(built.segment.id)] : [];
    await db.commit([...added, ...cursors.map(putIndexed)], {
      committed: () => {
        for (const cursor of cursors) indexed.set(cursor.stream, cursor);
        catalog.forget();
      },
    });
  }

  /** What commits brought since the last time. */
  async function indexWaiting(late: Set<StreamId>): Promise<void> {
    await cutWaiting();
    if (waiting.count() === 0) return;
    const { draft, streams } = waiting.take();
    const cursors: IndexedStream[] = [];
    try {
      for (const [stream, { state, hasRows, isLost }] of streams) {
        const held = state && wholly(state);
        // Rows without a state are changes of what is held: the cursor of the stream did not move.
        if (isLost || late.has(stream) || (held?.epoch ?? indexed.get(stream)?.epoch) === undefined) {
          if (hasRows) late.add(stream);
        } else if (held) cursors.push(held);
      }
      await write(draft, cursors, late);
    } catch (error) {
      for (const stream of streams.keys()) late.add(stream);
      throw error;
    } finally {
      waiting.forget();
    }
  }

  async function cutWaiting(): Promise<void> {
    while (waiting.uncut() > 0) {
      waiting.cut(CUT);
      await rest();
    }
  }

  function isHeld(stream: string, epoch: string, ord: number): boolean {
    const known = indexed.get(stream as StreamId);
    return known?.epoch === epoch && holds(known.ranges, ord);
  }

  /** Another tab indexes what waits here; it stays in sight until that must be done. */
  function leaveToOther(): void {
    waiting.forget();
    waiting.take();
  }

  async function round(): Promise<void> {
    if (isElsewhere) {
      leaveToOther();
      return;
    }
    beginSlice();
    // Looked for once: it is what earlier runs left undone.
    behind ??= await findBehind({ db, indexed, rest });
    await indexWaiting(behind);
    if (!signal.aborted) await indexHeld({ db, indexed, rest, late: behind, write, signal });
    await mergeAll({ db, catalog, newId, isHeld, rest, signal });
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = rounds.then(work);
    rounds = done.catch((error: unknown) => {
      if (!TidemarkError.is(error, 'storage/closed')) onError(error);
    });
    return done;
  }

  const unsubscribe = db.feed.subscribe((changes) => {
    waiting.note(changes);
    times.noted();
  });
  times.soon();
  // What the other left undone is in the database, as everything that waited here.
  turn?.then(() => {
    isElsewhere = false;
    leaveToOther();
    waiting.forget();
    if (!signal.aborted) times.soon();
  }, onError);

  return {
    waiting,
    isComplete: () => behind?.size === 0 && waiting.isWhole(),
    async complete(asked) {
      asked.throwIfAborted();
      await inTurn(round);
    },
    async close() {
      unsubscribe();
      times.stop();
      // What is left is found at the next start. A little is quicker done now.
      if (behind && waiting.count() <= MANY) inTurn(() => indexWaiting(behind as Set<StreamId>)).catch(() => {});
      ended.abort(new TidemarkError('client/closed', 'The client was closed', {}));
      await rounds;
    },
  };
}
