import type { Pull, StreamId, Want } from '@tidemark/protocol';
import { nextWant } from './next-want.ts';
import type { Gap } from './ranges.ts';
import type { StreamBook } from './stream-book.ts';

/** Pulls under way at once. */
const MAX_OPEN = 8;
const SINCE_ROWS = 2000;
const BACKFILL_ROWS = 500;

/**
 * Keeps every stream of interest in step by pulling. After any event about a stream `look` is called, and it decides
 * by `nextWant` what to ask for, one request a stream at a time.
 */
export interface CatchUp {
  look(stream: StreamId): void;
  /** From now on the stream is held here, also while nothing of it is known. */
  hold(stream: StreamId): void;
  /** As `hold`, for a stream that may be seen since now: what was refused before is asked for again at once. */
  join(stream: StreamId): void;
  /** Somebody looks at these ords; replaces the gap that `who` named before. Of several the newest is fetched first. */
  fill(stream: StreamId, gap: Gap | undefined, who?: object): void;
  attach(send: (pulls: readonly Pull[]) => void): void;
  detach(): void;
  /** The answer with this `re` was applied. */
  answered(re: number): void;
  /** The request with this `re` was refused for now: it is asked again at the next `again`. */
  failed(re: number): void;
  /** Asks again for what failed, made no progress or had no answer since the last call; every heartbeat calls it. */
  again(): void;
  isHeld(stream: StreamId): boolean;
  /** The stream that the open request with this `re` is about. */
  askedOf(re: number): StreamId | undefined;
  /** Requests under way and waiting; `essential`: only those that say where a stream stands. */
  left(which: 'essential' | 'all', stream?: StreamId): number;
  /** Calls back when `left` of a stream may be another. */
  subscribe(changed: (stream: StreamId) => void): () => void;
}

interface Interest {
  held: boolean;
  readonly gaps: Map<object, Gap>;
  subscribed: boolean;
}

export interface CatchUpOptions {
  readonly book: StreamBook;
  readonly pageSize: number;
  readonly backfill: boolean;
  /** Whether the device has room for history that nobody looks at. Default: always. */
  readonly hasRoom?: (() => boolean) | undefined;
  readonly nextId: () => number;
}

export function createCatchUp({ book, pageSize, backfill, hasRoom = () => true, nextId }: CatchUpOptions): CatchUp {
  const interests = new Map<StreamId, Interest>();
  const open = new Map<number, { readonly stream: StreamId; readonly want: Want }>();
  const busy = new Set<StreamId>();
  const waiting = new Set<StreamId>();
  const later = new Set<StreamId>();
  const asked = new Map<StreamId, string>();
  const listeners = new Set<(stream: StreamId) => void>();
  /** Requests that were open at the last heartbeat. */
  let unanswered: readonly number[] = [];
  const anybody = {};
  let send: ((pulls: readonly Pull[]) => void) | undefined;

  function interestOf(stream: StreamId): Interest {
    const interest = interests.get(stream) ?? { held: false, gaps: new Map(), subscribed: false };
    interests.set(stream, interest);
    return interest;
  }

  function tell(stream: StreamId): void {
    for (const listener of listeners) listener(stream);
  }

  function wantOf(stream: StreamId): Want | undefined {
    const interest = interestOf(stream);
    return nextWant(book.state(stream), {
      held: isHeld(stream),
      gap: newestOf(interest.gaps),
      backfill: backfill && stream.startsWith('conversation:') && hasRoom(),
      // Conversations and one's own stream are subscribed by the session itself (PRO-3).
      subscribe: stream.startsWith('app:') && !interest.subscribed,
    });
  }

  function isHeld(stream: StreamId): boolean {
    return interests.get(stream)?.held === true || book.state(stream).cursor !== undefined;
  }

  function limitOf(want: Want): number {
    if (want.kind === 'since') return SINCE_ROWS;
    if (want.kind === 'ords') return want.to - want.from + 1;
    return backfill ? BACKFILL_ROWS : pageSize;
  }

  function pump(): void {
    if (!send) return;
    const pulls: Pull[] = [];
    for (const stream of waiting) {
      if (open.size >= MAX_OPEN) break;
      waiting.delete(stream);
      const want = wantOf(stream);
      const text = JSON.stringify(want);
      if (!want || asked.get(stream) === text) {
        if (want) later.add(stream);
        tell(stream);
        continue;
      }
      asked.set(stream, text);
      const id = nextId();
      const { cursor, resetTo } = book.state(stream);
      const epoch = cursor && !resetTo ? { epoch: cursor.epoch } : {};
      pulls.push({ type: 'pull', id, stream, ...epoch, want, limit: Math.min(10_000, Math.max(1, limitOf(want))) });
      open.set(id, { stream, want });
      busy.add(stream);
      interestOf(stream).subscribed = true;
    }
    if (pulls.length > 0) send(pulls);
  }

  function look(stream: StreamId): void {
    // What is wanted while there is no session is found when there is one.
    if (!wantOf(stream) || !send || busy.has(stream) || waiting.has(stream) || later.has(stream)) return;
    waiting.add(stream);
    tell(stream);
    pump();
  }

  /** Whatever came of the last request, the same may be asked again. */
  function askAgain(stream: StreamId): void {
    asked.delete(stream);
    later.delete(stream);
  }

  function closed(re: number): StreamId | undefined {
    const request = open.get(re);
    if (!request) return undefined;
    open.delete(re);
    busy.delete(request.stream);
    tell(request.stream);
    return request.stream;
  }

  function failed(re: number): void {
    const stream = closed(re);
    if (stream) {
      later.add(stream);
      interestOf(stream).subscribed = false;
    }
    pump();
  }

  return {
    look,
    hold(stream) {
      const interest = interestOf(stream);
      if (interest.held) return;
      interest.held = true;
      look(stream);
    },
    join(stream) {
      interestOf(stream).held = true;
      askAgain(stream);
      look(stream);
    },
    fill(stream, gap, who = anybody) {
      const { gaps } = interestOf(stream);
      if (!gap) gaps.delete(who);
      else {
        gaps.set(who, gap);
        askAgain(stream);
      }
      look(stream);
    },
    attach(next) {
      send = next;
      for (const interest of interests.values()) interest.subscribed = false;
      for (const stream of interests.keys()) {
        if (!wantOf(stream)) continue;
        waiting.add(stream);
        tell(stream);
      }
      pump();
    },
    detach() {
      send = undefined;
      const left = [...busy, ...waiting];
      open.clear();
      busy.clear();
      waiting.clear();
      for (const stream of left) tell(stream);
      later.clear();
      asked.clear();
      unanswered = [];
    },
    answered(re) {
      const stream = closed(re);
      // What was asked for is here: the same may be asked again when it is missing again.
      if (stream && !wantOf(stream)) asked.delete(stream);
      if (stream) look(stream);
      pump();
    },
    failed,
    again() {
      // Lost on a connection that lives: nobody will answer it any more.
      for (const re of unanswered) failed(re);
      const streams = [...later];
      later.clear();
      asked.clear();
      for (const stream of streams) look(stream);
      unanswered = [...open.keys()];
    },
    isHeld,
    askedOf: (re) => open.get(re)?.stream,
    left(which, stream) {
      let count = stream === undefined ? waiting.size : Number(waiting.has(stream));
      for (const request of open.values()) {
        const counts = which === 'all' || request.want.kind === 'since' || request.want.kind === 'newest';
        if (counts && (stream === undefined || request.stream === stream)) count++;
      }
      return count;
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

/** People read upwards. */
function newestOf(gaps: ReadonlyMap<object, Gap>): Gap | undefined {
  let newest: Gap | undefined;
  for (const gap of gaps.values()) if (!newest || gap.to > newest.to) newest = gap;
  return newest;
}
