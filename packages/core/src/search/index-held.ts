import type { StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { type StreamState, stateKey, stateOf } from '../sync/stream-state.ts';
import { createDraft, type Draft } from './draft.ts';
import { type IndexedStream, indexedOf, portionsOf, STREAM, wholly, withPortion } from './indexed-stream.ts';

/** Messages a segment that is read from the database. What comes by commits makes larger ones when no time is left. */
const BATCH = 65_536;
/** Rows a read. */
const ROWS = 500;
/** States a read. */
const STATES = 200;

export interface HeldOptions {
  readonly db: LocalDb;
  /** How far the index is, by stream: filled by `findBehind`, moved by `write`. */
  readonly indexed: Map<StreamId, IndexedStream>;
  readonly rest: () => Promise<void>;
}

/** The streams of which the database holds more than the index: one row a stream is read on either side. */
export async function findBehind({ db, indexed, rest }: HeldOptions): Promise<Set<StreamId>> {
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
    if (rows.length < STATES || !last) return found;
    from = last;
    await rest();
  }

  function isBehind(state: StreamState): boolean {
    const held = state.stream.startsWith('conversation:') ? wholly(state) : undefined;
    return held !== undefined && portionsOf(held, indexed.get(state.stream)).length > 0;
  }
}

export interface IndexHeldOptions extends HeldOptions {
  /** Streams to index; those that are done are taken out. */
  readonly late: Set<StreamId>;
  /** Writes a segment and, in the same commit, how far its streams are. */
  readonly write: (draft: Draft, cursors: readonly IndexedStream[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Indexes what the database has and the index does not: read, some thousand messages at a time. */
export async function indexHeld({ db, indexed, rest, late, write, signal }: IndexHeldOptions): Promise<void> {
  let draft = createDraft();
  let cursors = new Map<StreamId, IndexedStream>();
  const done: StreamId[] = [];

  async function writeAll(): Promise<void> {
    await write(draft, [...cursors.values()]);
    for (const stream of done.splice(0)) late.delete(stream);
    draft = createDraft();
    cursors = new Map();
  }

  for (const stream of [...late]) {
    const [row] = await db.get('streams', [stateKey(stream)]);
    const held = row && wholly(stateOf(row));
    for (const { from, to, above } of held ? portionsOf(held, indexed.get(stream)) : []) {
      for (let start = from; start <= to; start += ROWS) {
        const end = Math.min(start + ROWS - 1, to);
        const range = { prefix: [stream], from: [stream, start], to: [stream, end] };
        const rows = await db.range({ store: 'messages', ...range });
        for (const each of rows) if (each.rev > above) draft.add(each, (held as IndexedStream).epoch);
        const before = cursors.get(stream) ?? indexed.get(stream);
        cursors.set(stream, withPortion(held as IndexedStream, before, { from: start, to: end }));
        if (draft.count() >= BATCH) await writeAll();
        await rest();
        if (signal.aborted) return;
      }
    }
    if (held) cursors.set(stream, held);
    done.push(stream);
  }
  await writeAll();
}
