import { kept } from '../model/same.ts';
import { createObserved } from './create-observed.ts';
import type { Observed } from './observed.ts';

/** A value computed from the database and the outbox, again after each change, at most once a microtask turn. */
export interface View<Value> {
  readonly observed: Observed<Value>;
  /** Something it is computed from changed. Cheap: nothing is computed before the turn ends or somebody looks. */
  readonly invalidate: () => void;
}

/** The observations a client has open: closed with it. */
export type OpenObservations = Set<{ close(): void }>;

/** What observations wait for before they show anything. */
export type FirstReads = Set<Promise<unknown>>;

export interface ViewParts<Value> {
  /** The value of now; undefined while there is none. What says the same as before is taken for the same. */
  readonly compute: () => Value | undefined;
  /** Nothing is computed before this is done; its failure is told to `onError`. Absent: there is a value at once. */
  readonly ready?: Promise<unknown> | undefined;
  /** Runs once then. */
  readonly begin?: (() => void) | undefined;
  /** Run when the view is closed. */
  readonly ends: readonly (() => void)[];
}

export interface ViewSources {
  readonly open: OpenObservations;
  readonly reading: FirstReads;
  /** A read failed; the observation shows nothing. */
  readonly onError: (error: unknown) => void;
}

/** A view, its rows and gaps, their fields. */
const DEPTH = 3;

export function createView<Value>(
  { open, reading, onError }: ViewSources,
  { compute, ready, begin, ends }: ViewParts<Value>,
): View<Value> {
  let phase: 'reading' | 'open' | 'closed' = 'reading';
  let isStale = false;
  let isQueued = false;
  let latest: Value | undefined;

  const { observed, set } = createObserved<Value>({
    onClose: () => {
      phase = 'closed';
      open.delete(observed);
      for (const end of ends) end();
    },
  });
  open.add(observed);

  /** Who looks does not tell the others: that may be in the middle of their own rendering. */
  function look(): Value | undefined {
    if (isStale && phase === 'open') {
      isStale = false;
      const next = compute();
      if (next !== undefined) latest = kept(latest, next, DEPTH);
    }
    return latest;
  }

  function invalidate(): void {
    isStale = true;
    if (isQueued) return;
    isQueued = true;
    queueMicrotask(() => {
      isQueued = false;
      const value = look();
      if (value !== undefined) set(value);
    });
  }

  function start(): void {
    if (phase === 'closed') return;
    phase = 'open';
    begin?.();
    invalidate();
  }

  if (ready === undefined) start();
  else {
    reading.add(ready);
    ready.then(start, onError).finally(() => reading.delete(ready));
  }

  return { observed: { ...observed, getSnapshot: look }, invalidate };
}
