import type { StreamId } from '@tidemark/protocol';
import type { Change } from '../local-db/storage-adapter.ts';
import type { MemberMarks } from './member-marks.ts';
import type { StreamBook } from './stream-book.ts';
import { putRest, putState, type StreamState } from './stream-state.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One stream while a commit is being prepared. */
export interface StreamDraft {
  readonly state: Mutable<StreamState>;
  marks: MemberMarks;
}

/** Everything one commit will change, gathered frame by frame: rows, cursors, ranges and the ops that are over. */
export interface Draft {
  readonly changes: Change[];
  /** The user whose device this is. */
  readonly me: string;
  /** Ops whose effect is in this commit. */
  readonly settled: Set<string>;
  /** Conversations this user was just added to. */
  readonly joined: Set<StreamId>;
  stream(stream: StreamId): StreamDraft;
  streams(): Iterable<StreamId>;
  /** All changes, those of states last. */
  finish(): readonly Change[];
  /** Brings the book in step, once the commit is done. */
  keep(): void;
}

export function createDraft(book: StreamBook, me: string): Draft {
  const drafts = new Map<StreamId, StreamDraft>();
  const changes: Change[] = [];
  return {
    changes,
    me,
    settled: new Set(),
    joined: new Set(),
    stream(stream) {
      let draft = drafts.get(stream);
      if (!draft) {
        book.claim(stream);
        draft = { state: { ...book.state(stream) }, marks: book.marks(stream) };
        drafts.set(stream, draft);
      }
      return draft;
    },
    streams: () => drafts.keys(),
    finish() {
      const all = [...changes];
      for (const [stream, { state, marks }] of drafts) {
        const before = book.marks(stream);
        if (marks.rest !== before.rest) all.push(putRest(stream, marks));
        if (marks !== before || differs(state, book.state(stream))) all.push(putState(state, marks));
      }
      return all;
    },
    keep() {
      for (const [stream, { state, marks }] of drafts) {
        const before = book.state(stream);
        const isNew = differs(state, before);
        if (isNew || marks !== book.marks(stream)) book.keep(isNew ? { ...state } : before, marks);
      }
    },
  };
}

/** Fields are replaced, never changed, so comparing them by identity is enough. */
function differs(state: StreamState, before: StreamState): boolean {
  const fields = Object.keys({ ...before, ...state }) as (keyof StreamState)[];
  return fields.some((field) => state[field] !== before[field]);
}
