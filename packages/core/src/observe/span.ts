import { compareKey, hasPrefix } from '../local-db/key-order.ts';
import type { Change, Key, Stored } from '../local-db/storage-adapter.ts';
import { comparePlaces, type Item, indexOfPlace, type Place } from './place.ts';
import { createRowSet } from './row-set.ts';
import { sameRow } from './same-row.ts';

export interface SpanQuery {
  readonly store: string;
  readonly index?: string | undefined;
  readonly prefix: Key;
  readonly reverse: boolean;
  readonly filter?: ((row: Stored) => boolean) | undefined;
}

/** How far a span knows the index: nothing yet, up to a place and including it, or all of it. */
export type Edge = 'start' | Place | 'end';

/**
 * A contiguous part of an index, held in memory: every entry after `after`, up to the edge, whose row passes the filter.
 * Commits patch it; what lies outside it is not its business.
 */
export interface Span {
  readonly items: readonly Item[];
  edge(): Edge;
  /** Applies a commit; says whether an item came, went or changed. Past 2 × `keep` items all but `keep` are let go. */
  apply(changes: readonly Change[], keep: number): boolean;
  /** Takes the answer to a range read that began at the entry of `after`. `isLast`: the index holds nothing more. */
  load(rows: readonly Stored[], isLast: boolean): void;
  /** Goes on with the span that begins where this one ends. */
  append(next: Span): void;
  /** Forgets rows that left. Until then one that comes back unchanged is the same object again. */
  settle(): void;
}

export function createSpan(query: SpanQuery, after?: Place): Span {
  const { store, index, prefix, reverse, filter } = query;
  const items: Item[] = [];
  const rows = createRowSet();
  const departed = createRowSet();
  let edge: Edge = after ?? 'start';
  let isTouched = false;

  const entriesOf = (row: Stored): readonly Key[] => (index === undefined ? [row.key] : (row.keys[index] ?? []));

  const isAfter = (at: Key, key: Key, place: Place): boolean =>
    comparePlaces(at, key, place.at, place.key, reverse) > 0;

  const covers = (at: Key, key: Key): boolean => {
    if (edge === 'start' || !hasPrefix(at, prefix)) return false;
    if (edge !== 'end' && isAfter(at, key, edge)) return false;
    return after === undefined || isAfter(at, key, after);
  };

  const find = (at: Key, key: Key): number => {
    const position = indexOfPlace(items, at, key, reverse);
    const item = items[position];
    return item && comparePlaces(item.at, item.row.key, at, key, reverse) === 0 ? position : -1;
  };

  /** The object that already stands for this version of the row, if there is one. */
  const known = (row: Stored): Stored => {
    const before = rows.get(row.key) ?? departed.get(row.key);
    return before && sameRow(before, row) ? before : row;
  };

  const forget = (row: Stored): void => {
    rows.delete(row.key);
    if (!departed.get(row.key)) departed.add(row);
  };

  const remove = (row: Stored): void => {
    isTouched = true;
    for (const at of entriesOf(row)) {
      const position = find(at, row.key);
      if (position >= 0) items.splice(position, 1);
    }
    forget(row);
  };

  const put = (next: Stored): void => {
    const before = rows.get(next.key);
    if (before) {
      if (sameRow(before, next)) return;
      remove(before);
    }
    let row: Stored | undefined;
    for (const at of entriesOf(next)) {
      if (!covers(at, next.key)) continue;
      if (!row) {
        if (filter && !filter(next)) return;
        row = known(next);
        rows.add(row);
        isTouched = true;
      }
      const position = indexOfPlace(items, at, row.key, reverse);
      if (items[position]?.row !== row || compareKey((items[position] as Item).at, at) !== 0) {
        items.splice(position, 0, { at, row });
      }
    }
  };

  const removeWhere = (matches: (key: Key) => boolean): void => {
    for (const row of new Set(items.map((item) => item.row))) if (matches(row.key)) remove(row);
  };

  const trim = (keep: number): void => {
    const dropped = items.splice(keep);
    const last = items[keep - 1] as Item;
    edge = { at: last.at, key: last.row.key };
    for (const { row } of dropped) {
      if (!entriesOf(row).some((at) => find(at, row.key) >= 0)) forget(row);
    }
  };

  const applyOne = (change: Change): void => {
    if ('put' in change) put(change.put);
    else if ('delete' in change) {
      const before = rows.get(change.delete);
      if (before) remove(before);
    } else if ('deleteRange' in change) {
      const { deleteRange } = change;
      removeWhere((key) => isInRange(key, deleteRange));
      if (emptiesIndex(deleteRange)) foundEmpty();
    } else {
      removeWhere(() => true);
      foundEmpty();
    }
  };

  /** What comes next is all there is. */
  const foundEmpty = (): void => {
    isTouched = true;
    edge = 'end';
  };

  const emptiesIndex = (range: KeyRange): boolean =>
    index === undefined && !range.from && !range.to && hasPrefix(prefix, range.prefix);

  /** The next place of the row after `last` in reading order: where the read found it. */
  const placeRead = (row: Stored, last: Place | undefined): Place | undefined => {
    let first: Key | undefined;
    for (const at of entriesOf(row)) {
      if (!hasPrefix(at, prefix)) continue;
      const isPast = last
        ? isAfter(at, row.key, last)
        : !after || (reverse ? compareKey(at, after.at) <= 0 : compareKey(at, after.at) >= 0);
      if (isPast && (!first || (reverse ? compareKey(at, first) > 0 : compareKey(at, first) < 0))) first = at;
    }
    return first && { at: first, key: row.key };
  };

  return {
    items,
    edge: () => edge,
    apply(changes, keep) {
      isTouched = false;
      for (const change of changes) {
        if (change.store !== store) continue;
        applyOne(change);
        if (items.length > 2 * keep) trim(keep);
      }
      return isTouched;
    },
    load(read, isLast) {
      let last: Place | undefined;
      for (const found of read) {
        const place = placeRead(found, last);
        if (!place) continue;
        last = place;
        if (after && !isAfter(place.at, place.key, after)) continue;
        edge = place;
        if (filter && !filter(found)) continue;
        const row = known(found);
        rows.add(row);
        items.push({ at: place.at, row });
      }
      if (isLast) edge = 'end';
    },
    append(next) {
      // What was read later may know of a commit that was not told yet: its rows stand in the earlier part, too.
      for (const { row } of next.items) if (rows.get(row.key) || entriesOf(row).length > 1) put(row);
      for (const { at, row: found } of next.items) {
        const row = known(found);
        rows.add(row);
        items.push({ at, row });
      }
      edge = next.edge();
    },
    settle: () => departed.clear(),
  };
}

interface KeyRange {
  readonly prefix: Key;
  readonly from?: Key | undefined;
  readonly to?: Key | undefined;
}

function isInRange(key: Key, range: KeyRange): boolean {
  const { prefix, from, to } = range;
  if (!hasPrefix(key, prefix) || (from && compareKey(key, from) < 0)) return false;
  return !to || compareKey(key, to) <= 0 || hasPrefix(key, to);
}
