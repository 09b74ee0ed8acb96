import type { Outcome } from './commit/outcome.ts';
import type { Sessions } from './fanout/sessions.ts';
import type { Runtime } from './runtime.ts';

/** What an operator wants to know of a running server. Counts are since its start. */
export interface Statistics {
  readonly uptimeMs: number;
  readonly sessions: number;
  readonly users: number;
  /** Streams changed. */
  readonly streams: number;
  /** Ops committed that changed something. */
  readonly ops: number;
  readonly batches: number;
  /** Ops that wait for a commit now. */
  readonly queuedOps: number;
}

export interface Counting {
  committed(outcome: Outcome): void;
  read(): Statistics;
}

export function createCounting(runtime: Runtime, sessions: Sessions, queuedOps: () => number): Counting {
  const startedAt = runtime.monotonicMs();
  const streams = new Set<string>();
  let ops = 0;
  let batches = 0;
  return {
    committed: ({ steps }) => {
      batches += 1;
      for (const [stream, each] of steps) {
        streams.add(stream);
        // The step in the op's own stream carries its result.
        for (const { result } of each) if (result !== undefined) ops += 1;
      }
    },
    read: () => ({
      uptimeMs: Math.round(runtime.monotonicMs() - startedAt),
      sessions: [...sessions.all()].length,
      users: sessions.userCount(),
      streams: streams.size,
      ops,
      batches,
      queuedOps: queuedOps(),
    }),
  };
}
