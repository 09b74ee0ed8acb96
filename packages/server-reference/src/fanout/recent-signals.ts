import type { StreamId } from '@tidemark/protocol';
import type { Outcome } from '../commit/outcome.ts';
import type { Runtime } from '../runtime.ts';

export interface RecentSignal {
  readonly user: string;
  readonly kind: string;
  readonly untilMs: number;
}

/** The signals that hold at this moment, for readers that are not connected. In memory alone (PRO-34). */
export interface RecentSignals {
  heard(stream: StreamId, user: string, kind: string, ttlMs: number): void;
  in(stream: StreamId): readonly RecentSignal[];
  /** Whoever sent a message writes it no longer (PRO-64). */
  committed(outcome: Pick<Outcome, 'steps'>): void;
}

/** The kind of signal of somebody who writes. */
export const TYPING = 'typing';

const idOf = (user: string, kind: string): string => JSON.stringify([user, kind]);

/** Beyond this many, new ones are not kept: signals are the first to be shed. */
const MOST = 10_000;

export function createRecentSignals(runtime: Runtime): RecentSignals {
  const byStream = new Map<StreamId, Map<string, RecentSignal>>();
  let count = 0;

  const forgetOld = (stream: StreamId): Map<string, RecentSignal> | undefined => {
    const signals = byStream.get(stream);
    const nowMs = runtime.monotonicMs();
    for (const [id, { untilMs }] of signals ?? []) if (untilMs <= nowMs && signals?.delete(id)) count -= 1;
    if (signals?.size === 0) byStream.delete(stream);
    return byStream.get(stream);
  };

  const end = (stream: StreamId, id: string): void => {
    if (byStream.get(stream)?.delete(id)) count -= 1;
  };

  return {
    committed: ({ steps }) => {
      if (count === 0) return;
      for (const [stream, each] of steps) {
        if (!byStream.has(stream)) continue;
        for (const { rows } of each) {
          for (const { collection, key, op, author } of rows) {
            if (collection === 'message' && key === op) end(stream, idOf(author, TYPING));
          }
        }
      }
    },
    heard: (stream, user, kind, ttlMs) => {
      const signals = forgetOld(stream) ?? new Map<string, RecentSignal>();
      const id = idOf(user, kind);
      if (signals.delete(id)) count -= 1;
      if (count >= MOST) for (const each of [...byStream.keys()]) forgetOld(each);
      if (ttlMs > 0 && count < MOST) {
        signals.set(id, { user, kind, untilMs: runtime.monotonicMs() + ttlMs });
        count += 1;
      }
      if (signals.size > 0) byStream.set(stream, signals);
      else byStream.delete(stream);
    },
    in: (stream) => [...(forgetOld(stream)?.values() ?? [])],
  };
}
