import type { OpStateKind } from '@tidemark/core/inspect';
import type { LogEvent } from './log-event.ts';

/** One step on an op's way. */
export interface Step {
  readonly at: number;
  /** Absent: it was written, here or in another tab. */
  readonly from?: OpStateKind | undefined;
  /** Absent: the op is over. */
  readonly to?: OpStateKind | undefined;
  readonly attempts: number;
  readonly code?: string | undefined;
}

/** The way of each op, as far as it was seen. */
export interface Timelines {
  take(event: LogEvent): void;
  of(opId: string): readonly Step[];
}

/** Ops followed; of more, the ones heard of first are forgotten. */
const MOST_OPS = 1_000;
/** Steps of an op; of more, the oldest are. An op that is pushed all night has many. */
const MOST_STEPS = 50;

export function createTimelines(): Timelines {
  const ways = new Map<string, Step[]>();
  return {
    take(event) {
      if (event.kind !== 'op-moved') return;
      const { opId, at, from, to, attempts, code } = event;
      const steps = ways.get(opId) ?? [];
      ways.set(opId, steps);
      steps.push({ at, attempts, ...(from && { from }), ...(to && { to }), ...(code !== undefined && { code }) });
      if (steps.length > MOST_STEPS) steps.shift();
      if (ways.size > MOST_OPS) ways.delete(ways.keys().next().value as string);
    },
    of: (opId) => ways.get(opId) ?? [],
  };
}
