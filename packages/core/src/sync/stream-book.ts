import type { StreamId } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { type MemberMarks, NO_MARKS, oldMarksKey } from './member-marks.ts';
import {
  emptyState,
  marksIn,
  restIn,
  type StoredState,
  type StreamState,
  stateKey,
  storedState,
} from './stream-state.ts';

/** What is known of the streams touched so far, in step with their rows. */
export interface StreamBook {
  /** Reads what is not in memory yet; afterwards `state` and `marks` answer for these streams. */
  load(streams: Iterable<StreamId>): Promise<void>;
  /** Rows of states that the caller holds and keeps in step: what they tell in full need not be read. */
  take(rows: readonly Stored[]): void;
  state(stream: StreamId): StreamState;
  marks(stream: StreamId): MemberMarks;
  /** Whether `state` and `marks` are what the database says. */
  isLoaded(stream: StreamId): boolean;
  /** Those that are. */
  loaded(): Iterable<StreamId>;
  /** Calls back after each commit that touched the stream. */
  subscribe(stream: StreamId, changed: () => void): () => void;
  /** Calls back after each commit that touched any stream. */
  subscribeAny(changed: (stream: StreamId) => void): () => void;
  /** Runs `work` when no other is running: whoever changes a state reads, commits and keeps it in here. */
  exclusive<Done>(work: () => Promise<Done>): Promise<Done>;
  /** Whoever runs exclusively is about to write this state: nobody makes room there before they are done. */
  claim(stream: StreamId): void;
  isClaimed(stream: StreamId): boolean;
  /** What a commit made of it. */
  keep(state: StreamState, marks: MemberMarks): void;
}

interface Page {
  readonly state: StreamState;
  readonly marks: MemberMarks;
}

export function createStreamBook(db: LocalDb): StreamBook {
  const pages = new Map<StreamId, Page>();
  const claimed = new Set<StreamId>();
  let queue: Promise<unknown> = Promise.resolve();
  const general = new Set<(stream: StreamId) => void>();
  const listeners = new Map<StreamId, Set<() => void>>();

  /** A commit that ended during the read knows better. */
  function add(state: StreamState, marks: MemberMarks): void {
    if (!pages.has(state.stream)) pages.set(state.stream, { state, marks });
  }

  return {
    async load(streams) {
      const missing = [...new Set(streams)].filter((stream) => !pages.has(stream));
      if (missing.length === 0) return;
      const [rows, rests] = (await db.read([
        { store: 'streams', get: missing.map(stateKey) },
        { store: 'marks', get: missing.map((stream) => [stream]) },
      ])) as [readonly (Stored | undefined)[], readonly (Stored | undefined)[]];
      const apart: StreamState[] = [];
      for (const [i, stream] of missing.entries()) {
        const row = rows[i];
        const stored = row ? storedState(row) : nothing(stream);
        const marks = marksIn(stored, restIn(rests[i]));
        if (marks) add(stored.state, marks);
        else apart.push(stored.state);
      }
      if (apart.length === 0) return;
      const old: readonly (Stored | undefined)[] = await db.get(
        'streams',
        apart.map(({ stream }) => oldMarksKey(stream)),
      );
      for (const [i, state] of apart.entries()) add(state, { ...NO_MARKS, recent: restIn(old[i]) });
    },
    take(rows) {
      for (const row of rows) {
        const stored = storedState(row);
        const marks = stored.hasRest ? undefined : marksIn(stored, NO_MARKS.rest);
        if (marks) add(stored.state, marks);
      }
    },
    state: (stream) => pages.get(stream)?.state ?? emptyState(stream),
    marks: (stream) => pages.get(stream)?.marks ?? NO_MARKS,
    isLoaded: (stream) => pages.has(stream),
    loaded: () => pages.keys(),
    subscribe(stream, changed) {
      const set = listeners.get(stream) ?? new Set();
      listeners.set(stream, set.add(changed));
      return () => {
        set.delete(changed);
        if (set.size === 0) listeners.delete(stream);
      };
    },
    subscribeAny(changed) {
      general.add(changed);
      return () => general.delete(changed);
    },
    exclusive(work) {
      const done = queue.then(work).finally(() => claimed.clear());
      queue = done.catch(() => undefined);
      return done;
    },
    claim: (stream) => {
      claimed.add(stream);
    },
    isClaimed: (stream) => claimed.has(stream),
    keep(state, marks) {
      pages.set(state.stream, { state, marks });
      for (const listener of listeners.get(state.stream) ?? []) listener();
      for (const listener of general) listener(state.stream);
    },
  };
}

const nothing = (stream: StreamId): StoredState => ({ state: emptyState(stream), recent: {}, hasRest: false });
