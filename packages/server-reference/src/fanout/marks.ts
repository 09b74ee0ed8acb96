import type { Mark, StreamId } from '@tidemark/protocol';
import type { RaisedMarks } from '../commit/batch.ts';
import type { CachedStream } from '../commit/cached-stream.ts';
import type { StreamCache } from '../commit/stream-cache.ts';
import { readersOf } from '../domain/visible.ts';
import { markFor } from '../log/encode-row.ts';
import type { Runtime } from '../runtime.ts';
import { audienceOf } from './audience.ts';
import type { Faults } from './faults.ts';
import type { Sessions } from './sessions.ts';

/** Tells raised marks, at most once an interval a stream (PRO-32): the first at once, the next ones together. */
export interface MarksFanOut {
  tell(raised: ReadonlyMap<StreamId, RaisedMarks>): void;
  stop(): void;
}

type Gathering = RaisedMarks;

export interface MarksFanOutOptions {
  readonly runtime: Runtime;
  readonly sessions: Sessions;
  readonly cache: Pick<StreamCache, 'peek'>;
  readonly faults: Faults;
  /** Members up to which everybody is told everybody's marks. */
  readonly namedMost: number;
}

const INTERVAL_MS = 1_000;
/** A large group is told as much less often as it is larger, so that what is told grows with its members alone. */
const LONGEST_MS = 10_000;

export function createMarksFanOut({ runtime, sessions, cache, faults, namedMost }: MarksFanOutOptions): MarksFanOut {
  /** Streams told within the last interval, with what was raised since; and the timer that ends the interval. */
  const quiet = new Map<StreamId, { gathering: Gathering | undefined; cancel: () => void }>();

  const tellNow = (gathering: Gathering): void => {
    const { stream } = gathering.state;
    const encoded = new Map<string, string>();
    const readers = readersNow(cache, gathering.state);
    const isLarge = readers.size > namedMost;
    for (const session of audienceOf(sessions, stream, readers)) {
      if (faults.dropsFanOut?.(session, stream)) continue;
      const wrote = isLarge ? gathering.state.wrote.get(session.user) : undefined;
      const viewer = gathering.marks.has(session.user) || wrote !== undefined ? session.user : '';
      const text = encoded.get(viewer) ?? marksFrame(gathering, viewer, isLarge ? (wrote ?? 0) : Infinity);
      encoded.set(viewer, text);
      session.send([text]);
    }
    const times = Math.max(1, Math.ceil(readers.size / namedMost));
    const cancel = runtime.after(Math.min(LONGEST_MS, INTERVAL_MS * times), () => {
      const next = quiet.get(stream)?.gathering;
      quiet.delete(stream);
      if (next) tellNow(next);
    });
    quiet.set(stream, { gathering: undefined, cancel });
  };

  return {
    tell: (raised) => {
      for (const [stream, marks] of raised) {
        const waiting = quiet.get(stream);
        if (waiting === undefined) tellNow(marks);
        else waiting.gathering = gather(waiting.gathering, marks);
      }
    },
    stop: () => {
      for (const { cancel } of quiet.values()) cancel();
      quiet.clear();
    },
  };
}

/** A thread whose parent is no longer in memory is told nobody: pulls carry what was lost. */
function readersNow(cache: Pick<StreamCache, 'peek'>, state: CachedStream): ReadonlyMap<string, unknown> {
  if (state.thread === undefined) return state.members;
  const parent = cache.peek(state.thread.parent);
  return parent === undefined
    ? new Map()
    : readersOf({ stream: (stream) => (stream === parent.stream ? parent : state) }, state.stream);
}

function gather(before: Gathering | undefined, next: Gathering): Gathering {
  if (before === undefined) return next;
  const since = new Map(before.since);
  for (const [user, rose] of next.since) since.set(user, Math.min(rose, since.get(user) ?? Infinity));
  return { state: next.state, from: before.from, marks: new Map([...before.marks, ...next.marks]), since };
}

/**
 * A private raise leaves a hole in nobody's count: others get the frame without it (PRO-33). In a large group so do those
 * whom a raise tells nothing of their own: `wrote` is the newest message of theirs that is known.
 */
function marksFrame({ state, from, marks, since }: Gathering, viewer: string, wrote: number): string {
  const concerns = (user: string, rose: number): boolean => user === viewer || wrote > rose || rose < state.wroteFrom;
  const shown: Mark[] = [];
  let to = from;
  for (const mark of marks.values()) {
    to = Math.max(to, mark.rev);
    if (!state.members.has(mark.user) || !concerns(mark.user, since.get(mark.user) ?? 0)) continue;
    const { user, delivered, read } = markFor(viewer, mark);
    if (delivered > 0 || read > 0) shown.push({ user, delivered, read });
  }
  return JSON.stringify({ type: 'marks', stream: state.stream, epoch: state.epoch, from, to, marks: shown });
}
