import type { StreamId } from '@tidemark/protocol';
import { compareKey, hasPrefix } from '../local-db/key-order.ts';
import type { Change, Key, Stored } from '../local-db/storage-adapter.ts';
import { type StreamState, stateOf } from '../sync/stream-state.ts';

/** More than this are read again instead of being kept. */
const MAX_ROWS = 50_000;

/** What commits brought and the index does not know yet, by stream. */
export interface Waiting {
  /** Takes in what a commit changed. */
  note(changes: readonly Change[]): void;
  /** Messages that wait. */
  count(): number;
  /** Everything that waits now; it stays in sight, as long as it is not `forget`ten. */
  take(): ReadonlyMap<StreamId, Waited>;
  /** What was taken is in the index. */
  forget(): void;
  /** What was taken is not: it is looked for in the database. */
  giveUp(): Iterable<StreamId>;
  /** All that is not in the index, what was taken included. */
  rows(): Iterable<Stored>;
  /** Whether `rows` is all of it. */
  isWhole(): boolean;
}

export interface Waited {
  /** By ord. */
  readonly rows: Map<number, Stored>;
  /** The newest one of the stream; absent where nothing but rows changed. */
  state?: StreamState | undefined;
  /** There was too much: only the database knows. */
  isLost: boolean;
}

export function createWaiting(): Waiting {
  let waiting = new Map<StreamId, Waited>();
  let taken = new Map<StreamId, Waited>();
  let count = 0;

  function of(stream: StreamId): Waited {
    let waited = waiting.get(stream);
    if (!waited) {
      waited = { rows: new Map(), isLost: false };
      waiting.set(stream, waited);
    }
    return waited;
  }

  function put(row: Stored): void {
    const waited = of(row.key[0] as StreamId);
    if (waited.isLost) return;
    if (count >= MAX_ROWS) {
      count -= waited.rows.size;
      waited.rows.clear();
      waited.isLost = true;
      return;
    }
    const ord = row.key[1] as number;
    if (!waited.rows.has(ord)) count++;
    waited.rows.set(ord, row);
  }

  function remove(goes: (key: Key) => boolean): void {
    for (const [map, counts] of [
      [waiting, true],
      [taken, false],
    ] as const) {
      for (const { rows } of map.values()) {
        for (const [ord, { key }] of rows) if (goes(key) && rows.delete(ord) && counts) count--;
      }
    }
  }

  return {
    note(changes) {
      for (const change of changes) {
        if (change.store === 'streams') {
          if (!('put' in change) || change.put.key[1] !== 'state') continue;
          const state = stateOf(change.put);
          if (state.stream.startsWith('conversation:')) of(state.stream).state = state;
        } else if (change.store === 'messages') {
          if ('put' in change) put(change.put);
          else if ('delete' in change) remove((key) => compareKey(key, change.delete) === 0);
          else if ('deleteRange' in change) remove((key) => isWithin(key, change.deleteRange));
          else remove(() => true);
        }
      }
    },
    count: () => count,
    take() {
      taken = waiting;
      waiting = new Map();
      count = 0;
      return taken;
    },
    forget() {
      taken = new Map();
    },
    giveUp() {
      const streams = [...taken.keys()];
      taken = new Map();
      return streams;
    },
    isWhole: () => [...taken.values(), ...waiting.values()].every(({ isLost }) => !isLost),
    *rows() {
      for (const map of [taken, waiting]) for (const { rows } of map.values()) yield* rows.values();
    },
  };
}

function isWithin(
  key: Key,
  bounds: { readonly prefix: Key; readonly from?: Key | undefined; readonly to?: Key | undefined },
) {
  const { prefix, from, to } = bounds;
  return (
    hasPrefix(key, prefix) &&
    (!from || compareKey(key, from) >= 0) &&
    (!to || compareKey(key, to) <= 0 || hasPrefix(key, to))
  );
}
