import type { Conflict } from '../model/conflict.ts';
import { kept } from '../model/same.ts';
import { conflictOf } from '../write/end-conflicts.ts';
import { createView } from './create-view.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

/** The writes of a lane that met others and wait for the app, oldest first. */
export function observeConflicts<Value>(sources: WindowSources, lane: string): Observed<readonly Conflict<Value>[]> {
  const { outbox } = sources;
  const shown = new WeakMap<object, Conflict<Value>>();

  function compute(): readonly Conflict<Value>[] {
    const conflicts: Conflict<Value>[] = [];
    for (const pending of outbox.lane(lane)?.keyed.values() ?? []) {
      if (pending.state.kind !== 'conflict') continue;
      const conflict = kept(shown.get(pending.op), conflictOf<Value>(pending), 1);
      shown.set(pending.op, conflict);
      conflicts.push(conflict);
    }
    return Object.freeze(conflicts);
  }

  const { observed, invalidate } = createView(sources, {
    compute,
    ends: [
      outbox.subscribe((changed) => {
        if (changed === lane) invalidate();
      }),
    ],
  });
  return observed;
}
