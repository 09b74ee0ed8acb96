import { type StreamId, TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Clock } from '../runtime/clock.ts';
import { sleep } from '../runtime/sleep.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import { holds } from '../sync/ranges.ts';
import { type StreamState, stateKey, stateOf } from '../sync/stream-state.ts';
import type { Catalog } from './catalog.ts';
import { createDraft, type Draft } from './draft.ts';
import {
  type IndexedStream,
  indexedOf,
  portionsOf,
  putIndexed,
  STREAM,
  wholly,
  withPortion,
} from './indexed-stream.ts';
import { mergeAll } from './merge-all.ts';
import { createWaiting, type Waiting } from './waiting.ts';

/** Messages a segment that is read from the database. What comes by commits makes larger ones when no time is left. */
const BATCH = 65_536;
/** Rows a read. */
const ROWS = 500;
/** States a read. */
const STATES = 200;
/** So long nothing was committed: now is the time to index, what is much, and what is little. */
const QUIET_MS = 250;
const LITTLE_MS = 3000;
const LITTLE = 500;
/** So much waits that it is indexed whatever else goes on: large, since what is written once is not made one of many later. */
const MUCH = 98_304;
/** So many wait to be cut that it is done now, since rows take much more memory than their words. */
const UNCUT = 256;
/** And so many, that no turn was left for it: they are cut right behind the commit that brings more. */
const MOST_UNCUT = 4096;
/** Messages cut between two looks at the clock. */
const CUT = 256;
/** Work goes on this long before others have their turn. */
const SLICE_MS = 8;
/** Where so many messages wait or are being written, each pause between two slices is longer than the slice. */
const MANY = 16_384;
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
  /** Resolves when it is this tab that writes the index; absent where there are no others. */
  readonly turn?: Promise<void> | undefined;
}

export function createIndexer({ db, catalog, clock, timers, newId, onError, turn }: IndexerOptions): Indexer {
  const ended = new AbortController();
  /** Another tab writes the index. */
  let isElsewhere = turn !== undefined;
  const indexed = new Map<StreamId, IndexedStream>();
  const waiting = createWaiting((stream) => indexed.get(stream)?.epoch);
  /** Streams of which the database knows more than what waits. Undefined: not looked for yet. */
  let behind: Set<StreamId> | undefined;
  let timer: TimerHandle | undefined;
  let rounds: Promise<void> = Promise.resolve();
  let sliceEndMs = 0;
  /** Messages of the segment that is being made. */
  let making = 0;

  async function rest(): Promise<void> {
    if (ended.signal.aborted) return;
    if (clock.monotonicMs() < sliceEndMs) return;
    await sleep(timers, 0, ended.signal).catch(() => {});
    beginSlice();
  }

  function beginSlice(): void {
    const sliceMs = Math.max(waiting.count(), making) < MANY ? SLICE_MS : LONG_SLICE_MS;
    sliceEndMs = clock.monotonicMs() + sliceMs;
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

  /** What the database has and the index does not: read, some thousand messages at a time. */
  async function indexBehind(late: Set<StreamId>): Promise<void> {
    let draft = createDraft();
    let cursors = new Map<StreamId, IndexedStream>();
    const done: StreamId[] = [];
    const writeAll = async (): Promise<void> => {
      await write(draft, [...cursors.values()]);
      for (const stream of done.splice(0)) late.delete(stream);
      draft = createDraft();
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
          for (const each of rows) if (each.rev > above) draft.add(each, (held as IndexedStream).epoch);
          const before = cursors.get(stream) ?? indexed.get(stream);
          cursors.set(stream, withPortion(held as IndexedStream, before, { from: start, to: end }));
          if (draft.count() >= BATCH) await writeAll();
          await rest();
          if (ended.signal.aborted) return;
        }
      }
      if (held) cursors.set(stream, held);
      done.push(stream);
    }
    await writeAll();
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
    const late = await findBehind();
    await indexWaiting(late);
    if (!ended.signal.aborted) await indexBehind(late);
    await mergeAll({ db, catalog, newId, isHeld, rest, signal: ended.signal });
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
  let cutting: TimerHandle | undefined;

  function cutSoon(): void {
    cutting ??= timers.set(0, () => {
      cutting = undefined;
      const endMs = clock.monotonicMs() + SLICE_MS;
      while (waiting.uncut() > 0 && clock.monotonicMs() < endMs) waiting.cut(CUT);
      if (waiting.uncut() > 0) cutSoon();
    });
  }

  const unsubscribe = db.feed.subscribe((changes) => {
    waiting.note(changes);
    const count = waiting.count();
    if (count === 0) return;
    const uncut = waiting.uncut();
    if (uncut > MOST_UNCUT) waiting.cut(uncut - MOST_UNCUT);
    if (uncut >= UNCUT) cutSoon();
    // Each commit puts it off, unless there is too much to be put off.
    if (count < MUCH) wait(count < LITTLE ? LITTLE_MS : QUIET_MS);
    else if (!isMuch) begin();
    isMuch = count >= MUCH;
  });
  wait(QUIET_MS);
  // What the other left undone is in the database, as everything that waited here.
  turn?.then(() => {
    isElsewhere = false;
    leaveToOther();
    waiting.forget();
    if (!ended.signal.aborted) wait(QUIET_MS);
  }, onError);

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
      if (cutting !== undefined) timers.clear(cutting);
      // What is left is found at the next start. A little is quicker done now.
      if (behind && waiting.count() <= MANY) inTurn(() => indexWaiting(behind as Set<StreamId>)).catch(() => {});
      ended.abort(new TidemarkError('client/closed', 'The client was closed', {}));
      await rounds;
    },
  };
}
