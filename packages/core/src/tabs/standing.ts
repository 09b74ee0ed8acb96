import type { StreamId } from '@tidemark/protocol';
import type { Clock } from '../runtime/clock.ts';
import type { CatchUp } from '../sync/catch-up.ts';
import type { SyncLoop } from '../sync/loop.ts';
import type { SyncStatus } from '../sync/sync-state.ts';
import type { Left, TabMessage } from './tab-message.ts';

type Stands = Extract<TabMessage, { type: 'stands' }>;

/** Where the sync engine stands, as the leader says it and the others know it. */
export interface Standing {
  /** The leader's side: what is so now. */
  told(): Stands;
  /** Calls back after a turn in which that changed. */
  follow(changed: () => void): () => void;
  /** The others' side. Undefined: this tab leads, or has not heard. */
  hear(stands: Stands | undefined): void;
  status(): SyncStatus;
  left(): Left | undefined;
  subscribe(changed: () => void): () => void;
  subscribeLeft(changed: (stream: StreamId) => void): () => void;
}

export interface StandingOptions {
  readonly loop: Pick<SyncLoop, 'status' | 'subscribe'>;
  readonly catchUp: Pick<CatchUp, 'left' | 'subscribe'>;
  readonly clock: Clock;
  readonly isLeading: () => boolean;
}

/** Before anything is heard of the leader. */
const WAITING: SyncStatus = { kind: 'offline', why: ['starting'] };

export function createStanding({ loop, catchUp, clock, isLeading }: StandingOptions): Standing {
  const streams = new Set<StreamId>();
  const listeners = new Set<() => void>();
  const leftListeners = new Set<(stream: StreamId) => void>();
  let heard: { readonly status: SyncStatus; readonly left: Left } | undefined;

  function told(): Stands {
    const counts = [...streams].map((stream) => [stream, catchUp.left('all', stream)] as const);
    for (const [stream, count] of counts) if (count === 0) streams.delete(stream);
    const left = { essential: catchUp.left('essential'), all: catchUp.left('all'), streams: counts };
    return { type: 'stands', status: loop.status(), nowMs: clock.monotonicMs(), left };
  }

  return {
    told,
    follow(changed) {
      let isQueued = false;
      const later = (): void => {
        if (isQueued) return;
        isQueued = true;
        queueMicrotask(() => {
          isQueued = false;
          changed();
        });
      };
      const ends = [
        loop.subscribe(later),
        catchUp.subscribe((stream) => {
          streams.add(stream);
          later();
        }),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    hear(stands) {
      const before = heard?.left.streams ?? [];
      heard = stands && { left: stands.left, status: ofThisTab(stands, clock.monotonicMs()) };
      for (const listener of listeners) listener();
      for (const [stream] of new Map([...before, ...(heard?.left.streams ?? [])])) {
        for (const listener of leftListeners) listener(stream);
      }
    },
    status: () => (isLeading() ? loop.status() : (heard?.status ?? WAITING)),
    left: () => (isLeading() ? undefined : heard?.left),
    subscribe(changed) {
      listeners.add(changed);
      const end = loop.subscribe(changed);
      return () => {
        listeners.delete(changed);
        end();
      };
    },
    subscribeLeft(changed) {
      leftListeners.add(changed);
      return () => leftListeners.delete(changed);
    },
  };
}

/** Measured time is each tab's own. */
function ofThisTab({ status, nowMs }: Stands, hereMs: number): SyncStatus {
  if (status.kind !== 'offline' || status.retryAtMs === undefined) return status;
  return { ...status, retryAtMs: status.retryAtMs - nowMs + hereMs };
}
