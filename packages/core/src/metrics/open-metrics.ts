import type { FeatureParts } from '../client/feature.ts';
import { isOpen } from '../outbox/pending-op.ts';
import { createFeed } from '../runtime/feed.ts';
import type { ClientEvent, Happened } from './client-event.ts';
import { type ClientEvents, createEventLog } from './event-log.ts';
import { failureEvent } from './failure-event.ts';
import { followRefused } from './follow-refused.ts';
import { followSends } from './follow-sends.ts';
import { followSync } from './follow-sync.ts';
import { type Measurement, type Meter, meterSink } from './meter.ts';
import { createTally, type Tallied } from './tally.ts';

/** What happens in a client, and how well it does. */
export interface Metrics {
  readonly events: ClientEvents;
  /** Counted since the first use of the feature. */
  snapshot(): MetricsSnapshot;
  /** Feeds an OpenTelemetry meter, or what looks like one, until the returned function is called. */
  exportTo(meter: Meter): () => void;
}

export interface MetricsSnapshot extends Tallied {
  readonly outbox: {
    /** Ops the server has not confirmed; those that failed apart. */
    readonly depth: number;
    readonly failed: number;
    /** How long the oldest unconfirmed one waits, by this device's clock; 0 where there is none. */
    readonly oldestAgeMs: number;
  };
  readonly connection: {
    readonly isConnected: boolean;
    readonly connectedMs: number;
    /** The part of the time since the first use in which there was a connection, 0 to 1. */
    readonly uptime: number;
  };
}

export function openMetrics(parts: FeatureParts): Metrics {
  const { db, outbox, book, loop, me, happenings, runtime, atClose } = parts;
  const { clock } = runtime;
  const log = createEventLog();
  const tally = createTally();
  const measurements = createFeed<Measurement>();
  measurements.subscribe(tally.measured);
  /** Errors told already: a refused write is told to its writer's `onError`, too. */
  const told = new WeakSet<object>();

  function tell(happened: Happened): void {
    const event: ClientEvent = Object.freeze({ at: clock.now(), ...happened });
    for (const measurement of measurementsOf(event)) measurements.emit(measurement);
    log.emit(event);
  }

  function failed(error: unknown): void {
    if (typeof error === 'object' && error !== null) {
      if (told.has(error)) return;
      told.add(error);
    }
    tell(failureEvent(error));
  }

  function queue(): MetricsSnapshot['outbox'] {
    let oldestAt = Number.POSITIVE_INFINITY;
    for (const pending of outbox.all()) if (isOpen(pending)) oldestAt = Math.min(oldestAt, pending.createdAt);
    const depth = outbox.openCount();
    // A clock that was set back makes nothing younger than new.
    const oldestAgeMs = depth === 0 ? 0 : Math.max(0, clock.now() - oldestAt);
    return { depth, failed: outbox.count() - depth, oldestAgeMs };
  }

  const sync = followSync(loop, clock, tell);
  const { errors, evictions, settled, looks } = happenings;
  const ends = [
    sync.close,
    followRefused(db, tell),
    followSends({ db, outbox, book, me, clock }, (what, value) =>
      measurements.emit({ instrument: `tidemark.message.${what}`, value }),
    ),
    errors.subscribe(failed),
    db.refusals.subscribe(failed),
    evictions.subscribe((eviction) => tell({ kind: 'messages-evicted', eviction })),
    settled.subscribe((opIds) => {
      if (opIds.size > 0) tell({ kind: 'ops-confirmed', opIds: [...opIds] });
    }),
    looks.subscribe(({ isHere }) =>
      measurements.emit({ instrument: 'tidemark.looks', value: 1, label: String(isHere) }),
    ),
  ];
  const meters = new Set<() => void>();
  atClose(() => {
    for (const end of [...ends, ...meters]) end();
    log.close();
  });

  return {
    events: log,
    snapshot() {
      const { connectedMs, followedMs } = sync.uptime();
      const uptime = followedMs === 0 ? Number(sync.isConnected()) : connectedMs / followedMs;
      return { ...tally.read(), outbox: queue(), connection: { isConnected: sync.isConnected(), connectedMs, uptime } };
    },
    exportTo(meter) {
      const sink = meterSink(meter, () => {
        const { depth, oldestAgeMs } = queue();
        const up = Number(sync.isConnected());
        return { 'tidemark.outbox.depth': depth, 'tidemark.outbox.oldest': oldestAgeMs, 'tidemark.connection.up': up };
      });
      const leave = measurements.subscribe(sink.measured);
      const end = (): void => {
        if (!meters.delete(end)) return;
        leave();
        sink.close();
      };
      meters.add(end);
      return end;
    },
  };
}

/** What an event counts for. */
function measurementsOf(event: ClientEvent): readonly Measurement[] {
  switch (event.kind) {
    case 'sync-succeeded':
      return [{ instrument: 'tidemark.sync.duration', value: event.durationMs, label: 'succeeded' }];
    case 'sync-failed':
      return [{ instrument: 'tidemark.sync.duration', value: event.durationMs, label: 'failed' }];
    case 'ops-confirmed':
      return [{ instrument: 'tidemark.ops', value: event.opIds.length, label: 'confirmed' }];
    case 'op-failed':
      return [{ instrument: 'tidemark.ops', value: 1, label: 'failed' }];
    case 'conflict-found':
      return [{ instrument: 'tidemark.ops', value: 1, label: 'conflict' }];
    case 'messages-evicted': {
      const { why, evicted } = event.eviction;
      const value = evicted.reduce((sum, { messages }) => sum + messages, 0);
      return [{ instrument: 'tidemark.evicted', value, label: why }];
    }
    case 'storage-failed':
      return [{ instrument: 'tidemark.storage.failures', value: 1, label: event.code }];
    case 'security-failed':
      return [{ instrument: 'tidemark.security.failures', value: 1, label: event.code }];
    default:
      return [];
  }
}
