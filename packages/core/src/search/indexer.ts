import { type StreamId, TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import type { Clock } from '../runtime/clock.ts';
import { sleep } from '../runtime/sleep.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import { holds } from '../sync/ranges.ts';
import { type StreamState, stateKey, stateOf } from '../sync/stream-state.ts';
import { buildSegment, type NewSegment, type Source } from './build-segment.ts';
import type { Catalog } from './catalog.ts';
import { chooseMerge } from './choose-merge.ts';
import {
  type IndexedStream,
  indexedOf,
  portionsOf,
  putIndexed,
  STREAM,
  wholly,
  withPortion,
} from './indexed-stream.ts';
import { mergeSegments } from './merge-segments.ts';
import { deleteSegment } from './segment.ts';
import { createWaiting, type Waiting } from './waiting.ts';

/** Messages a segment, at most; a stream is not cut for it. */
const BATCH = 16_384;
/** Rows a read. */
const ROWS = 500;
/** States a read. */
const STATES = 200;
/** So long nothing was committed: now is the time to index, what is much, and what is little. */
const QUIET_MS = 250;
const LITTLE_MS = 3000;
const LITTLE = 500;
/** So much waits that it is indexed whatever else goes on. */
const MUCH = 16_384;
/** Work goes on this long before others have their turn. */
const SLICE_MS = 8;
/** Where much waits, more comes than so short a time takes away. */
const LONG_SLICE_MS = 32;

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
}

export function createIndexer({ db, catalog, clock, timers, newId, onError }: IndexerOptions): Indexer {
  const ended = new AbortController();
  const waiting = createWaiting();
  const indexed = new Map<StreamId, IndexedStream>();
  /** Streams of which the database knows more than what waits. Undefined: not looked for yet. */
  let behind: Set<StreamId> | undefined;
  let timer: TimerHandle | undefined;
  let rounds: Promise<void> = Promise.resolve();
  let sliceEndMs = 0;

  async function rest(): Promise<void> {
    if (ended.signal.aborted) return;
    if (clock.monotonicMs() < sliceEndMs) return;
    await sleep(timers, 0, ended.signal).catch(() => {});
    beginSlice();
  }

  function beginSlice(): void {
    sliceEndMs = clock.monotonicMs() + (waiting.count() < MUCH ? SLICE_MS : LONG_SLICE_MS);
  }

  /** Looks, once, for what earlier runs left undone: one row a stream on either side. */
  async function findBehind(): Promise<Set<StreamId>> {
    if (behind) return behind;
    const found = new Set<StreamId>();
    for (const row of await db.range({ store: 'search', prefix: [STREAM] })) {
      indexed.set(row.key[1] as StreamId, indexedOf(row));
    }
    let from: Stored['key'] | undefined;
    for (;;) {
      const rows: readonly Stored[] = await db.range({
        ...{ store: 'streams', prefix: [], limit: STATES },
        ...(from && { from }),
      });
      for (const row of rows) if (row.key[1] === 'state' && isBehind(stateOf(row))) found.add(stateOf(row).stream);
      const last = rows.at(-1)?.key;
      if (rows.length < STATES || !last) break;
      from = last;
      await rest();
    }
    behind = found;
    return found;
  }

  function isBehind(state: StreamState): boolean {
    const held = state.stream.startsWith('conversation:') ? wholly(state) : undefined;
    return held !== undefined && portionsOf(held, indexed.get(state.stream)).length > 0;
  }

  async function write(sources: readonly Source[], cursors: readonly IndexedStream[]): Promise<void> {
    const built: NewSegment | undefined = sources.length > 0 ? await buildSegment(newId(), sources, rest) : undefined;
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
    if (waiting.count() === 0) return;
    const sources: Source[] = [];
    const cursors: IndexedStream[] = [];
    try {
      for (const [stream, { rows, state, isLost }] of waiting.take()) {
        const held = state && wholly(state);
        // Rows without a state are changes of what is held: the cursor of the stream did not move.
        const epoch = held?.epoch ?? indexed.get(stream)?.epoch;
        if (isLost || late.has(stream) || epoch === undefined) {
          if (rows.size > 0 || isLost) late.add(stream);
          continue;
        }
        for (const row of rows.values()) sources.push({ epoch, row });
        if (held) cursors.push(held);
      }
      await write(sources, cursors);
      waiting.forget();
    } catch (error) {
      for (const stream of waiting.giveUp()) late.add(stream);
      throw error;
    }
  }

  /** What the database has and the index does not: read, some thousand messages at a time. */
  async function indexBehind(late: Set<StreamId>): Promise<void> {
    let sources: Source[] = [];
    let cursors = new Map<StreamId, IndexedStream>();
    const done: StreamId[] = [];
    const writeAll = async (): Promise<void> => {
      await write(sources, [...cursors.values()]);
      for (const stream of done.splice(0)) late.delete(stream);
      sources = [];
      cursors = new Map();
    };
    for (const stream of [...late]) {
      const [row] = await db.get('streams', [stateKey(stream)]);
      const held = row && wholly(stateOf(row));
      for (const { from, to, above } of held ? portionsOf(held, indexed.get(stream)) : []) {
        for (let start = from; start <= to; start += ROWS) {
          const end = Math.min(start + ROWS - 1, to);
          const rows = await db.range({
            store: 'messages',
            prefix: [stream],
            from: [stream, start],
            to: [stream, end],
          });
          for (const each of rows)
            if (each.rev > above) sources.push({ epoch: (held as IndexedStream).epoch, row: each });
          const before = cursors.get(stream) ?? indexed.get(stream);
          cursors.set(stream, withPortion(held as IndexedStream, before, { from: start, to: end }));
          if (sources.length >= BATCH) await writeAll();
          await rest();
          if (ended.signal.aborted) return;
        }
      }
      if (held) cursors.set(stream, held);
      done.push(stream);
    }
    await writeAll();
  }

  async function merge(): Promise<void> {
    const isHeld = (stream: string, epoch: string, ord: number): boolean => {
      const known = indexed.get(stream as StreamId);
      return known?.epoch === epoch && holds(known.ranges, ord);
    };
    for (;;) {
      const chosen = chooseMerge(await catalog.segments());
      if (!chosen || ended.signal.aborted) return;
      const { segment, changes } = await mergeSegments(db, newId(), chosen, isHeld, rest);
      if (ended.signal.aborted) return;
      const all: Change[] = [...chosen.flatMap(deleteSegment), ...changes, catalog.changed(segment.id)];
      await db.commit(all, { committed: catalog.forget });
    }
  }

  async function round(): Promise<void> {
    beginSlice();
    const late = await findBehind();
    await indexWaiting(late);
    if (!ended.signal.aborted) await indexBehind(late);
    await merge();
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = rounds.then(work);
    rounds = done.catch((error: unknown) => {
      if (!TidemarkError.is(error, 'storage/closed')) onError(error);
    });
    return done;
  }

  function begin(): void {
    timer = undefined;
    if (!ended.signal.aborted) inTurn(round).catch(() => {});
  }

  function wait(ms: number): void {
    if (timer !== undefined) timers.clear(timer);
    timer = timers.set(ms, begin);
  }

  let isMuch = false;
  const unsubscribe = db.feed.subscribe((changes) => {
    waiting.note(changes);
    const count = waiting.count();
    if (count === 0) return;
    // Each commit puts it off, unless there is too much to be put off.
    if (count < MUCH) wait(count < LITTLE ? LITTLE_MS : QUIET_MS);
    else if (!isMuch) begin();
    isMuch = count >= MUCH;
  });
  wait(QUIET_MS);

  return {
    waiting,
    isComplete: () => behind?.size === 0 && waiting.isWhole(),
    async complete(signal) {
      signal.throwIfAborted();
      await inTurn(round);
    },
    async close() {
      unsubscribe();
      if (timer !== undefined) timers.clear(timer);
      // What is left is found at the next start. A little is quicker done now.
      if (behind && waiting.count() <= MUCH) inTurn(() => indexWaiting(behind as Set<StreamId>)).catch(() => {});
      ended.abort(new TidemarkError('client/closed', 'The client was closed', {}));
      await rounds;
    },
  };
}
