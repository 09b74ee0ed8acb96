import { createHistogram, type Histogram } from './histogram.ts';
import type { Measurement } from './meter.ts';

export interface Tallied {
  /** Windows of messages opened or extended: `hits` found all they show on this device. */
  readonly cache: {
    readonly hits: number;
    readonly misses: number;
    /** 0 to 1; absent while nobody looked. */
    readonly hitRate?: number | undefined;
  };
  /** Milliseconds from `send` until the message is in the database as the server ordered it. */
  readonly sendToSent: Histogram;
  /** Milliseconds from `send` until every other member's device has it. */
  readonly sendToDelivered: Histogram;
  readonly ops: {
    readonly confirmed: number;
    readonly failed: number;
    readonly conflicts: number;
    /** Failed ones, of all that ended; absent while none did. Conflicts, which their policy ends, are no failures. */
    readonly failureRate?: number | undefined;
  };
  readonly syncs: { readonly succeeded: number; readonly failed: number };
  readonly evictedMessages: number;
  readonly storageFailures: number;
  readonly securityFailures: number;
}

export interface Tally {
  measured(measurement: Measurement): void;
  read(): Tallied;
}

/** Counts what is measured, in memory. */
export function createTally(): Tally {
  const sums = new Map<string, number>();
  const sent = createHistogram();
  const delivered = createHistogram();
  const add = (name: string, value: number): void => {
    sums.set(name, (sums.get(name) ?? 0) + value);
  };
  const sum = (name: string): number => sums.get(name) ?? 0;

  return {
    measured({ instrument, value, label }) {
      if (instrument === 'tidemark.message.sent') sent.record(value);
      else if (instrument === 'tidemark.message.delivered') delivered.record(value);
      else if (instrument === 'tidemark.sync.duration') add(`${instrument}/${label}`, 1);
      else {
        add(instrument, value);
        add(`${instrument}/${label}`, value);
      }
    },
    read() {
      const [hits, misses] = [sum('tidemark.looks/true'), sum('tidemark.looks/false')];
      const [confirmed, failed] = [sum('tidemark.ops/confirmed'), sum('tidemark.ops/failed')];
      const succeeded = sum('tidemark.sync.duration/succeeded');
      return {
        cache: { hits, misses, ...rate('hitRate', hits, hits + misses) },
        sendToSent: sent.snapshot(),
        sendToDelivered: delivered.snapshot(),
        ops: {
          ...{ confirmed, failed, conflicts: sum('tidemark.ops/conflict') },
          ...rate('failureRate', failed, confirmed + failed),
        },
        syncs: { succeeded, failed: sum('tidemark.sync.duration/failed') },
        evictedMessages: sum('tidemark.evicted'),
        storageFailures: sum('tidemark.storage.failures'),
        securityFailures: sum('tidemark.security.failures'),
      };
    },
  };
}

function rate<Name extends string>(name: Name, part: number, whole: number): { readonly [Key in Name]?: number } {
  return (whole === 0 ? {} : { [name]: part / whole }) as { readonly [Key in Name]?: number };
}
