import { type StreamId, TidemarkError } from '@tidemark/protocol';
import type { CommitQueue } from '../local-db/commit-queue.ts';
import type { Change } from '../local-db/storage-adapter.ts';
import { sleep } from '../runtime/sleep.ts';
import type { Timers } from '../runtime/timers.ts';
import { type EvictContext, evictOldest, leastRecentlyOpened } from './evict.ts';
import { evictFrom, type Progress } from './evict-from.ts';
import type { CacheUsage, Eviction } from './eviction.ts';

/** Messages and rows applied between two measurements. */
const CHECK_EVERY = 1000;
const COUNTED: ReadonlySet<string> = new Set(['messages', 'rows']);
/** Evicting stops below this part of the limit, and so does backfill. */
const LOW_WATER = 0.9;
/** What a full storage is relieved of before the refused commit is tried again. */
const RELIEF_CHUNKS = 4;
/** So many messages in a row that freed nothing: the storage does not tell what it gained. A few free no page of it. */
const VAIN_MESSAGES = 2000;

/**
 * Keeps what is held below the limit, in the background: measured after every 1,000 rows applied, never while writing.
 *
 *   applied rows ─▶ measure ─▶ over the limit? ─▶ evict, oldest of the least recently opened first ─▶ 90 % ─▶ tell
 *   storage full ────────────────────────────────▲ (four commits' worth, ahead of the refused one)
 */
export interface CacheLimit {
  usage(): Promise<CacheUsage>;
  /** Takes away what may go, of one conversation or of all. */
  clear(stream?: StreamId): Promise<Eviction>;
  /** Whether history nobody looks at may be fetched. */
  hasRoom(): boolean;
  /** Measures, and evicts where the limit is exceeded. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface CacheLimitOptions extends EvictContext {
  readonly timers: Timers;
  /** Infinity: none. */
  readonly limitBytes: number;
  readonly onEvicted: (eviction: Eviction) => void;
  /** Whether it is this tab that makes room. Default: always. */
  readonly mayEvict?: (() => boolean) | undefined;
  readonly onError: (error: unknown) => void;
}

export function createCacheLimit(options: CacheLimitOptions): CacheLimit {
  const { db, book, timers, limitBytes, onEvicted, mayEvict = () => true, onError } = options;
  const ended = new AbortController();
  const isLimited = Number.isFinite(limitBytes);
  /** One round at a time. */
  let rounds: Promise<unknown> = Promise.resolve();
  let isDue = false;
  let applied = CHECK_EVERY;
  let written = 0;
  let hasRoom = true;
  let isStuck = false;
  /** What was in use when evicting showed to be in vain: before the storage tells less, nothing more goes. */
  let vainBytes = Number.POSITIVE_INFINITY;

  const rest = (): Promise<void> => sleep(timers, 0, ended.signal);
  const measure = async (): Promise<number | undefined> => (await db.usage?.())?.bytes;
  const evictInTurn = (stream: StreamId) =>
    book.exclusive(() => evictOldest(options, stream, db.commit, { claims: true }));

  /** What went is told, also where something failed then. */
  function tell(why: Eviction['why'], { evicted, usedBytes, failure }: Progress): Eviction {
    const overBytes = isLimited && usedBytes !== undefined ? Math.max(0, usedBytes - limitBytes) : 0;
    hasRoom = usedBytes === undefined || usedBytes <= LOW_WATER * limitBytes;
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

  async function keepLimit(): Promise<void> {
    const usedBytes = await measure();
    if (usedBytes === undefined || !isLimited) return;
    hasRoom = usedBytes <= LOW_WATER * limitBytes;
    if (usedBytes <= limitBytes) {
      isStuck = false;
      vainBytes = Number.POSITIVE_INFINITY;
      return;
    }
    const isEnough = (now: Progress): boolean =>
      now.vain >= VAIN_MESSAGES || (now.usedBytes as number) <= LOW_WATER * limitBytes;
    const steps = { evict: evictInTurn, measure, written: () => written, isEnough, rest };
    const streams = usedBytes < vainBytes ? leastRecentlyOpened(options, rest) : [];
    const progress = await evictFrom(streams, steps);
    if (progress.chunks > 0) vainBytes = progress.vain >= VAIN_MESSAGES ? usedBytes : Number.POSITIVE_INFINITY;
    tell('limit', progress);
  }

  function inTurn<Done>(round: () => Promise<Done>): Promise<Done> {
    const done = rounds.then(round);
    rounds = done.catch(() => undefined);
    return done;
  }

  function checkSoon(): void {
    if (isDue || !mayEvict()) return;
    isDue = true;
    const round = async (): Promise<void> => {
      await rest();
      isDue = false;
      applied = 0;
      await keepLimit();
    };
    inTurn(round).catch((error: unknown) => {
      isDue = false;
      if (!ended.signal.aborted) onError(error);
    });
  }

  /** Called while the commit queue waits: commits ahead of it, and waits for nobody. */
  async function relieve(commitNow: CommitQueue['commit']): Promise<boolean> {
    const evict = (stream: StreamId) => evictOldest(options, stream, commitNow, { claims: false });
    const atOnce = async (): Promise<void> => {};
    const isEnough = ({ chunks }: Progress): boolean => chunks >= RELIEF_CHUNKS;
    const steps = { evict, measure, written: () => written, isEnough, rest: atOnce };
    const progress = await evictFrom(leastRecentlyOpened(options, atOnce), steps);
    if (progress.chunks > 0) tell('full', { ...progress, failure: undefined });
    // Where not even that can be written, the refusal of the first commit tells it.
    return progress.chunks > 0;
  }

  function count(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!('put' in change)) continue;
      if (change.store !== 'streams') written++;
      if (COUNTED.has(change.store)) applied++;
    }
    if (applied >= CHECK_EVERY) checkSoon();
  }

  const unsubscribe = isLimited && db.usage ? db.feed.subscribe(count) : undefined;
  if (isLimited) db.whenFull(relieve);

  return {
    async usage() {
      return { usedBytes: await measure(), limitBytes: isLimited ? limitBytes : undefined };
    },
    clear: (stream) =>
      inTurn(async () => {
        const streams = stream ? [stream] : leastRecentlyOpened(options, rest);
        const steps = { evict: evictInTurn, measure, written: () => written, isEnough: () => false, rest };
        return tell('cleared', await evictFrom(streams, steps));
      }),
    hasRoom: () => hasRoom,
    check: () => inTurn(keepLimit),
    async close() {
      unsubscribe?.();
      ended.abort(new TidemarkError('client/closed', 'The client was closed', {}));
      await rounds;
    },
  };
}
