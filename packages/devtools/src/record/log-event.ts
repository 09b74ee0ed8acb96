import type { SyncStatus } from '@tidemark/core';
import type { InspectEvent } from '@tidemark/core/inspect';
import type { ClientEvent } from '@tidemark/core/metrics';

/** What the log shows: what happened in the client, what moved in it, and where its sync stands. */
export type LogEvent = ClientEvent | InspectEvent | SyncChanged;

export interface SyncChanged {
  readonly kind: 'sync-changed';
  readonly at: number;
  readonly status: SyncStatus;
}

/** An event in the log, numbered from 1. */
export interface LogEntry {
  readonly n: number;
  readonly event: LogEvent;
}
