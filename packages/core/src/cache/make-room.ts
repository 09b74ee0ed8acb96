import type { StreamId } from '@tidemark/protocol';
import type { CommitQueue } from '../local-db/commit-queue.ts';
import { type EvictContext, evictOldest, leastRecentlyOpened } from './evict.ts';
import { type EvictSteps, evictFrom, type Progress } from './evict-from.ts';
import type { Eviction } from './eviction.ts';

/** What a full storage is relieved of before the refused commit is tried again. */
const RELIEF_CHUNKS = 4;
/** So many messages in a row that freed nothing: the storage does not tell what it gained. A few free no page of it. */
const VAIN_MESSAGES = 2000;

/** Evicts, one round at a time, and tells what went. Its code comes when it is first needed. */
export interface RoomMaker {
  /** Evicts until so many bytes are in use, unless it would be in vain. */
  until(enoughBytes: number, usedBytes: number): Promise<void>;
  /** The limit is kept without it. */
  rested(): void;
  /** Relieves a full storage. Called while the commit queue waits: commits ahead of it, and waits for nobody. */
  relieve(commitNow: CommitQueue['commit']): Promise<boolean>;
  /** Takes away what may go, of one conversation or of all. */
  clear(stream?: StreamId): Promise<Eviction>;
}

export interface RoomOptions extends EvictContext, Pick<EvictSteps, 'measure' | 'written' | 'rest'> {
  /** Infinity: none. */
  readonly limitBytes: number;
  /** Told after each round, before `onEvicted`. */
  readonly measured: (usedBytes: number | undefined) => void;
  readonly onEvicted: (eviction: Eviction) => void;
  readonly onError: (error: unknown) => void;
}

export function createRoomMaker(options: RoomOptions): RoomMaker {
  const { db, book, measure, written, rest, limitBytes, onEvicted, onError } = options;
  let isStuck = false;
  /** What was in use when evicting showed to be in vain: before the storage tells less, nothing more goes. */
  let vainBytes = Number.POSITIVE_INFINITY;

  const evict = (stream: StreamId) => book.exclusive(() => evictOldest(options, stream, db.commit, { claims: true }));

  /** What went is told, also where something failed then. */
  function tell(why: Eviction['why'], { evicted, usedBytes, failure }: Progress): Eviction {
    const isOver = Number.isFinite(limitBytes) && usedBytes !== undefined;
    const overBytes = isOver ? Math.max(0, usedBytes - limitBytes) : 0;
    options.measured(usedBytes);
    const eviction: Eviction = Object.freeze({ why, evicted: Object.freeze(evicted), usedBytes, overBytes });
    const isNews = evicted.length > 0 || (overBytes > 0 && !isStuck);
    isStuck = overBytes > 0;
    try {
      if (isNews) onEvicted(eviction);
    } catch (error) {
      onError(error);
    }
    if (failure) throw failure.error;
    return eviction;
  }

  return {
    async until(enoughBytes, usedBytes) {
      const isEnough = (now: Progress): boolean =>
        now.vain >= VAIN_MESSAGES || (now.usedBytes as number) <= enoughBytes;
      const streams = usedBytes < vainBytes ? leastRecentlyOpened(options, rest) : [];
      const progress = await evictFrom(streams, { evict, measure, written, isEnough, rest });
      if (progress.chunks > 0) vainBytes = progress.vain >= VAIN_MESSAGES ? usedBytes : Number.POSITIVE_INFINITY;
      tell('limit', progress);
    },
    rested() {
      isStuck = false;
      vainBytes = Number.POSITIVE_INFINITY;
    },
    async relieve(commitNow) {
      const atOnce = async (): Promise<void> => {};
      const progress = await evictFrom(leastRecentlyOpened(options, atOnce), {
        evict: (stream) => evictOldest(options, stream, commitNow, { claims: false }),
        measure,
        written,
        isEnough: ({ chunks }) => chunks >= RELIEF_CHUNKS,
        rest: atOnce,
      });
      if (progress.chunks > 0) tell('full', { ...progress, failure: undefined });
      // Where not even that can be written, the refusal of the first commit tells it.
      return progress.chunks > 0;
    },
    async clear(stream) {
      const streams = stream ? [stream] : leastRecentlyOpened(options, rest);
      return tell('cleared', await evictFrom(streams, { evict, measure, written, isEnough: () => false, rest }));
    },
  };
}
