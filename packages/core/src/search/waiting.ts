import type { StreamId } from '@tidemark/protocol';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { type StreamState, stateOf } from '../sync/stream-state.ts';
import { createDraft, type Draft } from './draft.ts';

/** More than this are read again instead of being kept: some 40 MB. */
const MAX_DOCS = 500_000;

/**
 * What commits brought and the index does not know yet.
 *
 *   commits ─▶ uncut ─▶ cut into words: open draft ─▶ taken ─▶ in the index
 */
export interface Waiting {
  /** Takes in what a commit changed. */
  note(changes: readonly Change[]): void;
  /** Messages that wait and are not cut into words. */
  uncut(): number;
  /** Messages that wait, cut or not, and were not taken. */
  count(): number;
  /** Cuts so many, the oldest first. */
  cut(most: number): void;
  /** Everything that waits now, cut; it stays in sight, as long as it is not `forget`ten. */
  take(): Taken;
  /** What was taken is in the index, or is looked for in the database. */
  forget(): void;
  /** All that is not in the index, what was taken included, cut. */
  drafts(): readonly Draft[];
  /** Whether that is all of it. */
  isWhole(): boolean;
}

export interface Taken {
  readonly draft: Draft;
  readonly streams: ReadonlyMap<StreamId, Waited>;
}

export interface Waited {
  /** The newest one of the stream; absent where nothing but rows changed. */
  state?: StreamState | undefined;
  hasRows: boolean;
  /** There was too much: only the database knows. */
  isLost: boolean;
}

/** `epochOf`: of a stream no state of which was seen. */
export function createWaiting(epochOf: (stream: StreamId) => string | undefined): Waiting {
  let streams = new Map<StreamId, Waited>();
  let uncut: Stored[] = [];
  /** Before this all are cut. */
  let next = 0;
  let open = createDraft();
  let taken: Taken | undefined;
  let isLost = false;
  const epochs = new Map<StreamId, string>();
  /** Of a history not known yet. */
  const strays: Stored[] = [];

  function of(stream: StreamId): Waited {
    let waited = streams.get(stream);
    if (!waited) {
      waited = { hasRows: false, isLost: false };
      streams.set(stream, waited);
    }
    return waited;
  }

  const left = (): number => uncut.length - next;
  const count = (): number => open.count() + left();

  function cutOne(row: Stored): void {
    const stream = row.key[0] as StreamId;
    const epoch = epochs.get(stream) ?? epochOf(stream);
    if (epoch === undefined) strays.push(row);
    else open.add(row, epoch);
  }

  function noteState(state: StreamState): void {
    const { stream, cursor } = state;
    if (!stream.startsWith('conversation:')) return;
    of(stream).state = state;
    if (!cursor) return;
    const before = epochs.get(stream) ?? epochOf(stream);
    // What waits is of the history before.
    if (before !== undefined && before !== cursor.epoch) cut(left());
    epochs.set(stream, cursor.epoch);
  }

  function cut(most: number): void {
    const end = Math.min(uncut.length, next + most);
    while (next < end) cutOne(uncut[next++] as Stored);
    if (next < uncut.length / 2) return;
    uncut = uncut.slice(next);
    next = 0;
  }

  return {
    note(changes) {
      // First the states: they tell of which history the messages beside them are.
      for (const change of changes) {
        if (change.store === 'streams' && 'put' in change && change.put.key[1] === 'state')
          noteState(stateOf(change.put));
      }
      for (const change of changes) {
        if (change.store !== 'messages' || !('put' in change)) continue;
        const waited = of(change.put.key[0] as StreamId);
        waited.hasRows = true;
        if (count() < MAX_DOCS) uncut.push(change.put);
        else {
          waited.isLost = true;
          isLost = true;
        }
      }
    },
    uncut: left,
    count,
    cut,
    take() {
      uncut.push(...strays.splice(0));
      cut(left());
      for (const row of strays.splice(0)) of(row.key[0] as StreamId).isLost = true;
      taken = { draft: open, streams };
      open = createDraft();
      streams = new Map();
      isLost = false;
      return taken;
    },
    forget() {
      taken = undefined;
    },
    drafts() {
      cut(left());
      return (taken ? [taken.draft, open] : [open]).filter((draft) => draft.count() > 0);
    },
    isWhole: () => !isLost,
  };
}
