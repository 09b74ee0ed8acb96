import { type StreamId, TidemarkError } from '@tidemark/protocol';
import type { Change } from '../local-db/storage-adapter.ts';
import { type Deferred, deferred } from '../runtime/deferred.ts';
import { sleep } from '../runtime/sleep.ts';
import type { Timers } from '../runtime/timers.ts';
import type { EvictContext } from './evict.ts';
import type { CacheUsage, Eviction } from './eviction.ts';
import type { RoomMaker } from './make-room.ts';

/** Makes room where the cache is over its limit. */
export const roomCode: Deferred<typeof import('./make-room.ts')> = /* @__PURE__ */ deferred(
  () => import('./make-room.ts'),
);

/** Messages and rows applied between two measurements. */
const CHECK_EVERY = 1000;
const COUNTED: ReadonlySet<string> = new Set(['messages', 'rows']);
/** Evicting stops below this part of the limit, and so does backfill. */
const LOW_WATER = 0.9;

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
  const { db, timers, limitBytes, mayEvict = () => true, onError } = options;
  const ended = new AbortController();
  const isLimited = Number.isFinite(limitBytes);
  /** One round at a time. */
  let rounds: Promise<unknown> = Promise.resolve();
  let isDue = false;
  let applied = CHECK_EVERY;
  let written = 0;
  let hasRoom = true;
  let maker: RoomMaker | undefined;

  const rest = (): Promise<void> => sleep(timers, 0, ended.signal);
  const measure = async (): Promise<number | undefined> => (await db.usage?.())?.bytes;
  const measured = (usedBytes: number | undefined): void => {
    hasRoom = usedBytes === undefined || usedBytes <= LOW_WATER * limitBytes;
  };

  async function roomMaker(): Promise<RoomMaker> {
    if (maker) return maker;
    const { createRoomMaker } = await roomCode();
    maker ??= createRoomMaker({ ...options, measure, measured, written: () => written, rest });
    return maker;
  }

  async function keepLimit(): Promise<void> {
    const usedBytes = await measure();
    if (usedBytes === undefined || !isLimited) return;
    measured(usedBytes);
    if (usedBytes <= limitBytes) maker?.rested();
    else await (await roomMaker()).until(LOW_WATER * limitBytes, usedBytes);
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

  function count(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!('put' in change)) continue;
      if (change.store !== 'streams') written++;
      if (COUNTED.has(change.store)) applied++;
    }
    if (applied >= CHECK_EVERY) checkSoon();
  }

  const unsubscribe = isLimited && db.usage ? db.feed.subscribe(count) : undefined;
  if (isLimited) db.whenFull(async (commitNow) => (await roomMaker()).relieve(commitNow));

  return {
    async usage() {
      return { usedBytes: await measure(), limitBytes: isLimited ? limitBytes : undefined };
    },
    clear: (stream) => inTurn(async () => (await roomMaker()).clear(stream)),
    hasRoom: () => hasRoom,
    check: () => inTurn(keepLimit),
    async close() {
      unsubscribe?.();
      ended.abort(new TidemarkError('client/closed', 'The client was closed', {}));
      await rounds;
    },
  };
}
