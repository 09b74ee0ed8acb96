import type { Client, SyncStatus } from '@tidemark/core';
import { type Inspector, inspect } from '@tidemark/core/inspect';
import { type ClientEvent, type Metrics, metrics } from '@tidemark/core/metrics';
import type { LogEntry, LogEvent } from './log-event.ts';
import { createRing } from './ring.ts';
import { createTimelines, type Step } from './timelines.ts';

/** What happened in a client while somebody records it. */
export interface Recorder {
  readonly inspector: Inspector;
  readonly metrics: Metrics;
  /** Oldest first. */
  entries(): readonly LogEntry[];
  clear(): void;
  stepsOf(opId: string): readonly Step[];
  status(): SyncStatus;
  /** When that was told; undefined where it was so before. */
  statusSince(): number | undefined;
  lastFailure(): FailureEvent | undefined;
  evictions(): readonly EvictionEvent[];
  /** Whether anything was recorded since this was last asked. */
  takeNews(): boolean;
  close(): void;
}

export type FailureEvent = Extract<
  ClientEvent,
  { kind: 'sync-failed' | 'storage-failed' | 'security-failed' | 'failed' }
>;
export type EvictionEvent = Extract<ClientEvent, { kind: 'messages-evicted' }>;

export interface RecorderOptions {
  readonly client: Client;
  /** This device's clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Called after each event; cheap things only. */
  readonly recorded: () => void;
  /** Events kept. */
  readonly limit: number;
}

const MOST_EVICTIONS = 20;

/** Listens to everything a client tells. It costs an entry an event: nothing is read and nothing is painted here. */
export function createRecorder({ client, now, recorded, limit }: RecorderOptions): Recorder {
  const inspector = client.use(inspect);
  const measured = client.use(metrics);
  const sync = client.sync.observe();
  const ring = createRing<LogEntry>(limit);
  const evictions = createRing<EvictionEvent>(MOST_EVICTIONS);
  const timelines = createTimelines();
  let last = 0;
  let since: number | undefined;
  let failure: FailureEvent | undefined;
  let isNews = true;

  function record(event: LogEvent): void {
    ring.push({ n: ++last, event });
    timelines.take(event);
    if (isFailure(event)) failure = event;
    if (event.kind === 'messages-evicted') evictions.push(event);
    isNews = true;
    recorded();
  }

  const status = (): SyncStatus => sync.getSnapshot() ?? { kind: 'offline', why: ['starting'] };
  const ends = [
    inspector.events.subscribe(record),
    measured.events.subscribe(record),
    sync.subscribe(() => {
      since = now();
      record({ kind: 'sync-changed', at: since, status: status() });
    }),
    sync.close,
  ];

  return {
    inspector,
    metrics: measured,
    entries: ring.items,
    clear() {
      ring.clear();
      isNews = true;
    },
    stepsOf: timelines.of,
    status,
    statusSince: () => since,
    lastFailure: () => failure,
    evictions: evictions.items,
    takeNews() {
      const was = isNews;
      isNews = false;
      return was;
    },
    close() {
      for (const end of ends) end();
    },
  };
}

function isFailure(event: LogEvent): event is FailureEvent {
  const { kind } = event;
  return kind === 'sync-failed' || kind === 'storage-failed' || kind === 'security-failed' || kind === 'failed';
}
