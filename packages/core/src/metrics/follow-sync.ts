import type { Clock } from '../runtime/clock.ts';
import type { SyncStatus } from '../sync/sync-state.ts';
import type { Happened } from './client-event.ts';
import { isSecurity } from './failure-event.ts';

/** How long the client was connected, of the time it was followed. */
export interface Uptime {
  readonly connectedMs: number;
  readonly followedMs: number;
}

export interface FollowedSync {
  uptime(): Uptime;
  isConnected(): boolean;
  close(): void;
}

interface Loop {
  status(): SyncStatus;
  subscribe(changed: () => void): () => void;
}

/** Tells when a sync begins and how it ends, by what the status says. */
export function followSync(
  loop: Loop,
  clock: Pick<Clock, 'monotonicMs'>,
  tell: (happened: Happened) => void,
): FollowedSync {
  const followedAtMs = clock.monotonicMs();
  let before = loop.status();
  let begunAtMs = isUnderWay(before) ? followedAtMs : undefined;
  let connectedAtMs = isUp(before) ? followedAtMs : undefined;
  /** Of the connections that are over. */
  let connectedMs = 0;

  function failed(why: readonly string[]): void {
    if (begunAtMs === undefined) return;
    tell({ kind: 'sync-failed', durationMs: clock.monotonicMs() - begunAtMs, why });
    begunAtMs = undefined;
  }

  function began(attempt: number): void {
    begunAtMs = clock.monotonicMs();
    tell({ kind: 'sync-started', attempt });
  }

  function ended(why: readonly string[]): void {
    failed(why);
    if (connectedAtMs === undefined) return;
    const lastedMs = clock.monotonicMs() - connectedAtMs;
    connectedMs += lastedMs;
    connectedAtMs = undefined;
    tell({ kind: 'disconnected', connectedMs: lastedMs, why });
  }

  function changed(): void {
    const last = before;
    const status = loop.status();
    before = status;
    if (isUp(status)) connectedAtMs ??= clock.monotonicMs();
    switch (status.kind) {
      case 'connecting':
        // Tried again at once: the last token was not taken.
        failed(['refused']);
        began(status.attempt);
        break;
      case 'catching-up':
        if (last.kind === 'live') began(0);
        break;
      case 'live':
        if (begunAtMs !== undefined) tell({ kind: 'sync-succeeded', durationMs: clock.monotonicMs() - begunAtMs });
        begunAtMs = undefined;
        break;
      case 'offline':
        ended(status.why);
        break;
      case 'refused':
        ended([status.code]);
        if (isSecurity(status.code)) tell({ ...status, kind: 'security-failed' });
        break;
    }
  }

  return {
    close: loop.subscribe(changed),
    isConnected: () => connectedAtMs !== undefined,
    uptime() {
      const nowMs = clock.monotonicMs();
      const lastMs = connectedAtMs === undefined ? 0 : nowMs - connectedAtMs;
      return { connectedMs: connectedMs + lastMs, followedMs: nowMs - followedAtMs };
    },
  };
}

const isUnderWay = ({ kind }: SyncStatus): boolean => kind === 'connecting' || kind === 'catching-up';
const isUp = ({ kind }: SyncStatus): boolean => kind === 'catching-up' || kind === 'live';
