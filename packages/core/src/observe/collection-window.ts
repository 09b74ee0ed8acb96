import type { JsonObject, StreamId } from '@tidemark/protocol';
import { appScope } from '../local-db/app-index.ts';
import { compareKey, hasPrefix } from '../local-db/key-order.ts';
import type { RowRecord } from '../local-db/records.ts';
import type { Key, Stored } from '../local-db/storage-adapter.ts';
import type { Conflict } from '../model/conflict.ts';
import { kept } from '../model/same.ts';
import { keyOfOp, type PendingOp } from '../outbox/pending-op.ts';
import { conflictOf } from '../write/end-conflicts.ts';
import { createView } from './create-view.ts';
import { foldPending } from './fold-pending.ts';
import { createLiveWindow } from './live-window.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

export interface CollectionQuery {
  readonly stream: StreamId;
  readonly collection: string;
  /** By key when absent. */
  readonly index?: string | undefined;
  /** Only rows whose index entry begins with these parts. */
  readonly prefix: Key;
  readonly reverse: boolean;
  readonly limit: number;
  /** The entries of a body in the collection's indexes, as they are stored. */
  readonly entriesOf: (body: JsonObject) => readonly Key[];
  /** Whether a pending write is shown. */
  readonly counts: (pending: PendingOp) => boolean;
  /** Whether the app ends the conflicts, and so sees them at their rows. */
  readonly isManual: boolean;
}

export interface Item<Value> {
  readonly key: string;
  readonly value: Value;
  /** The server has not confirmed it as it is shown. */
  readonly pending: boolean;
  /** The write of this device that met another one and waits for `resolve`; `value` is its side, where it has one. */
  readonly conflict?: Conflict<Value> | undefined;
}

export interface CollectionView<Value> {
  readonly rows: readonly Item<Value>[];
  readonly hasMore: boolean;
}

interface Placed {
  readonly entry: Key;
  readonly key: string;
  readonly source: object;
  readonly body: JsonObject;
  readonly pending: boolean;
}

/** Rows of an app's collection in the order of an index, with the pending writes folded over them. */
export function observeCollection<Value>(
  sources: WindowSources,
  query: CollectionQuery,
): Observed<CollectionView<Value>> {
  const { db, outbox, catchUp, book, onError } = sources;
  const { stream, collection, index, reverse, limit } = query;
  const lane = appScope(stream, collection);
  const prefix: Key = index === undefined ? [stream, collection] : [lane, index, ...query.prefix];
  const shown = new WeakMap<object, Item<Value>>();
  const entries = new WeakMap<JsonObject, readonly Key[]>();
  let conflicts: ReadonlyMap<string, PendingOp> = new Map();
  /** Rows that the base window holds beyond `limit`. */
  let room = 0;
  const base = createLiveWindow({
    ...db,
    query: { store: 'rows', ...(index !== undefined && { index: 'app' }), prefix, reverse, limit },
    changed: () => invalidate(),
    onError,
  });

  function entriesOf(key: string, body: JsonObject): readonly Key[] {
    if (index === undefined) return [[stream, collection, key]];
    const found = entries.get(body) ?? query.entriesOf(body);
    entries.set(body, found);
    return found.filter((entry) => hasPrefix(entry, prefix));
  }

  function place(key: string, body: JsonObject, source: object, pending: boolean): Placed[] {
    return entriesOf(key, body).map((entry) => ({ entry, key, body, source, pending }));
  }

  function compute(): CollectionView<Value> {
    const folded = foldPending(outbox, query, bodyOf, query.counts);
    if (query.isManual) conflicts = conflictsOf();
    // The window keeps room for the rows that pending writes take out of it.
    if (folded.size > room) {
      base.grow(folded.size - room);
      room = folded.size;
    }
    const baseRows = base.rows();
    const placed = baseRows.flatMap((row: Stored) => {
      const key = row.key[2] as string;
      return folded.has(key) ? [] : place(key, (row.body as RowRecord).body, row, false);
    });
    for (const [key, { body, source }] of folded) if (body) placed.push(...place(key, body, source, true));
    placed.sort((a, b) => (reverse ? -1 : 1) * (compareKey(a.entry, b.entry) || (a.key < b.key ? -1 : 1)));
    const rows = Object.freeze(placed.slice(0, limit).map(show));
    return { rows, hasMore: base.hasMore() || placed.length > limit };
  }

  function conflictsOf(): ReadonlyMap<string, PendingOp> {
    const found = new Map<string, PendingOp>();
    for (const pending of outbox.lane(lane)?.keyed.values() ?? []) {
      if (pending.state.kind === 'conflict') found.set(keyOfOp(pending.op), pending);
    }
    return found;
  }

  function bodyOf(key: string): JsonObject | undefined {
    const row = base.rows().find((stored: Stored) => stored.key[2] === key);
    return (row?.body as RowRecord | undefined)?.body;
  }

  function show({ key, body, source, pending }: Placed): Item<Value> {
    const before = shown.get(source);
    const inConflict = conflicts.get(key);
    // The same op over another row shows something else.
    if (before?.value === body && !before.conflict && !inConflict) return before;
    const conflict = inConflict && kept(before?.conflict, conflictOf<Value>(inConflict), 1);
    const item = kept(before, { key, value: Object.freeze(body) as Value, pending, ...(conflict && { conflict }) }, 1);
    shown.set(source, item);
    return item;
  }

  const { observed, invalidate } = createView(sources, {
    ready: Promise.all([base.ready, book.load([stream])]),
    begin: () => catchUp.hold(stream),
    compute,
    ends: [
      base.close,
      outbox.subscribe((changed) => {
        if (changed === lane) invalidate();
      }),
    ],
  });
  return observed;
}
