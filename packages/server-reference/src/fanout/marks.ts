import type { Mark, StreamId } from '@tidemark/protocol';
import type { RaisedMarks } from '../commit/batch.ts';
import type { CachedStream } from '../commit/cached-stream.ts';
import type { StreamCache } from '../commit/stream-cache.ts';
import { readersOf } from '../domain/visible.ts';
import { markFor } from '../log/encode-row.ts';
import type { StoredMark } from '../log/log.ts';
import type { Runtime } from '../runtime.ts';
import { audienceOf } from './audience.ts';
import type { Faults } from './faults.ts';
import type { Sessions } from './sessions.ts';

/** Tells raised marks, at most once an interval a stream (PRO-32): the first at once, the next ones together. */
export interface MarksFanOut {
  tell(raised: ReadonlyMap<StreamId, RaisedMarks>): void;
  stop(): void;
}

interface Gathering {
  readonly state: CachedStream;
  readonly from: number;
  readonly marks: Map<string, StoredMark>;
}

const INTERVAL_MS = 1_000;

export function createMarksFanOut(
  runtime: Runtime,
  sessions: Sessions,
  cache: Pick<StreamCache, 'peek'>,
  faults: Faults,
): MarksFanOut {
  /** Streams told within the last interval, with what was raised since; and the timer that ends the interval. */
  const quiet = new Map<StreamId, { gathering: Gathering | undefined; cancel: () => void }>();

  const tellNow = (gathering: Gathering): void => {
    const { stream } = gathering.state;
    const encoded = new Map<string, string>();
    for (const session of audienceOf(sessions, stream, readersNow(cache, gathering.state))) {
      if (faults.dropsFanOut?.(session, stream)) continue;
      const viewer = gathering.marks.has(session.user) ? session.user : '';
      const text = encoded.get(viewer) ?? marksFrame(gathering, viewer);
      encoded.set(viewer, text);
      session.send([text]);
    }
    const cancel = runtime.after(INTERVAL_MS, () => {
      const next = quiet.get(stream)?.gathering;
      quiet.delete(stream);
      if (next) tellNow(next);
    });
    quiet.set(stream, { gathering: undefined, cancel });
  };

  return {
    tell: (raised) => {
      for (const [stream, { state, from, marks }] of raised) {
        const waiting = quiet.get(stream);
        if (waiting === undefined) tellNow({ state, from, marks });
        else waiting.gathering = gather(waiting.gathering, { state, from, marks });
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
  if (before === undefined) return { ...next, marks: new Map(next.marks) };
  return { state: next.state, from: before.from, marks: new Map([...before.marks, ...next.marks]) };
}

/** A private raise leaves a hole in nobody's count: others get the frame without it (PRO-33). */
function marksFrame({ state, from, marks }: Gathering, viewer: string): string {
  const shown: Mark[] = [];
  let to = from;
  for (const mark of marks.values()) {
    to = Math.max(to, mark.rev);
    const { user, delivered, read } = markFor(viewer, mark);
    if (delivered > 0 || read > 0) shown.push({ user, delivered, read });
  }
  return JSON.stringify({ type: 'marks', stream: state.stream, epoch: state.epoch, from, to, marks: shown });
}
