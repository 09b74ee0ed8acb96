import type { OwnMark, StreamId } from '@tidemark/protocol';
import type { Clock } from '../runtime/clock.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import type { StreamBook } from './stream-book.ts';
import { owesMarks, ownReach } from './stream-state.ts';

const MARKS_PER_FRAME = 100;
const INTERVAL_MS = 1000;

/** Tells the server one's own watermarks: coalesced, at most once a second, again until confirmed. */
export interface MarkTeller {
  /** The marks of the stream may have risen, or been confirmed. */
  look(stream: StreamId): void;
  attach(send: (marks: readonly OwnMark[]) => void, owed: readonly StreamId[]): void;
  detach(): void;
  /** Tells again what was told and is not confirmed; every heartbeat calls it. */
  again(): void;
}

export function createMarkTeller(
  book: StreamBook,
  clock: Clock,
  timers: Timers,
  isPrivate: (stream: StreamId) => boolean = () => false,
): MarkTeller {
  const owed = new Set<StreamId>();
  const told = new Set<StreamId>();
  let send: ((marks: readonly OwnMark[]) => void) | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: TimerHandle | undefined;

  function tell(): void {
    timer = undefined;
    if (!send || owed.size === 0) return;
    const marks: OwnMark[] = [];
    for (const stream of owed) {
      if (marks.length + (isPrivate(stream) ? 2 : 1) > MARKS_PER_FRAME) break;
      owed.delete(stream);
      const state = book.state(stream);
      if (!owesMarks(state)) continue;
      told.add(stream);
      const { delivered, read } = ownReach(state);
      // Others learn that it arrived, and not that it was read.
      if (!isPrivate(stream)) marks.push({ stream, delivered, read });
      else
        marks.push(
          { stream, delivered },
          ...(read > state.own.toldRead ? [{ stream, read, private: true } as const] : []),
        );
    }
    if (marks.length > 0) {
      lastMs = clock.monotonicMs();
      send(marks);
    }
    if (owed.size > 0) schedule();
  }

  function schedule(): void {
    if (!send || timer !== undefined || owed.size === 0) return;
    const waitMs = lastMs + INTERVAL_MS - clock.monotonicMs();
    if (waitMs <= 0) tell();
    else timer = timers.set(waitMs, tell);
  }

  return {
    look(stream) {
      if (owesMarks(book.state(stream))) owed.add(stream);
      else told.delete(stream);
      schedule();
    },
    attach(next, streams) {
      send = next;
      for (const stream of streams) owed.add(stream);
      schedule();
    },
    detach() {
      send = undefined;
      for (const stream of told) owed.add(stream);
      told.clear();
      if (timer !== undefined) timers.clear(timer);
      timer = undefined;
    },
    again() {
      for (const stream of told) if (owesMarks(book.state(stream))) owed.add(stream);
      told.clear();
      schedule();
    },
  };
}
