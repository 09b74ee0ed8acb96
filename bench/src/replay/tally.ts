import type { Change, Stored } from '@tidemark/core';
import type { ClientPart } from './cast.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import { LATENCIES, type Latency, type Stand } from './reports.ts';
import type { StorageWatcher } from './watch-storage.ts';

/** Counts what a client's database holds, from its commits. */
export interface Tally extends StorageWatcher {
  readonly latencies: Readonly<Record<Latency, Histogram>>;
  stand(): Omit<Stand, 'ahead'>;
  isComplete(): boolean;
  /** A send was called. */
  began(): void;
}

/** Time on a clock that all processes of this machine share, finer than milliseconds. */
export const wallMs = (): number => performance.timeOrigin + performance.now();

/** The fields of a message record that the replay reads; `meta.at` is when its send was called. */
interface MessageRecord {
  readonly id: string;
  readonly author: string;
  readonly body?: { readonly meta?: { readonly at?: number } };
}

export function createTally({ user, lines, total }: ClientPart, changed: () => void): Tally {
  const own = new Set(lines.map(({ id }) => id));
  const stored = new Set<string>();
  const unsent = new Map<string, string>();
  const latencies = Object.fromEntries(LATENCIES.map((name) => [name, createHistogram()])) as Tally['latencies'];
  let confirmed = 0;
  let pendingOwn = 0;
  let firstSendAt: number | undefined;
  let completeAt: number | undefined;

  function store(row: Stored): MessageRecord | undefined {
    const record = row.body as MessageRecord;
    if (stored.has(record.id)) return undefined;
    stored.add(record.id);
    if (own.has(record.id)) confirmed++;
    return record;
  }

  function putOp(row: Stored): void {
    const key = JSON.stringify(row.key);
    const { opId } = (row.body as { op: { opId: string } }).op;
    if (!unsent.has(key) && own.has(opId)) pendingOwn++;
    unsent.set(key, opId);
  }

  function dropOp(key: string): void {
    const opId = unsent.get(key);
    if (opId !== undefined && own.has(opId)) pendingOwn--;
    unsent.delete(key);
  }

  function take(change: Change, atMs: number): void {
    if (change.store === 'messages' && 'put' in change) {
      const record = store(change.put);
      const sentAt = record?.body?.meta?.at;
      if (record && record.author !== user && sentAt !== undefined) latencies.stored.record(atMs - sentAt);
    } else if (change.store === 'outbox') {
      if ('put' in change) putOp(change.put);
      else if ('delete' in change) dropOp(JSON.stringify(change.delete));
    }
  }

  const isComplete = (): boolean => stored.size >= total && confirmed === own.size && unsent.size === 0;

  return {
    latencies,
    isComplete,
    stand: () => ({
      sent: confirmed + pendingOwn,
      confirmed,
      stored: stored.size,
      unsent: unsent.size,
      firstSendAt,
      completeAt,
    }),
    began() {
      firstSendAt ??= wallMs();
    },
    opened(messages, outbox) {
      for (const row of messages) store(row);
      for (const row of outbox) putOp(row);
      if (isComplete()) completeAt = wallMs();
    },
    committed(changes) {
      const atMs = wallMs();
      for (const change of changes) take(change, atMs);
      if (completeAt === undefined && isComplete()) completeAt = atMs;
      changed();
    },
  };
}
