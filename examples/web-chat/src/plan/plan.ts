import { type Collection, type Conflict, defineCollection, type StandardSchema } from '@tidemark/core';

/** Where, when and with what: a card that two people keep together. */
export interface Plan {
  readonly place: string;
  readonly time: string;
  readonly bring: readonly string[];
}

/** Whose plans they are: those of the stream `app:<scope>`, which the server lets everybody write. */
export const PLAN_SCOPE = 'stage-plans';

export type Strategy = 'fields' | 'client-wins' | 'server-wins' | 'merge' | 'manual';

const schema: StandardSchema<Plan> = {
  '~standard': {
    version: 1,
    validate: (value) =>
      isPlan(value) ? { value } : { issues: [{ message: 'is no plan: it has a place, a time, and what to bring' }] },
  },
};

function isPlan(value: unknown): value is Plan {
  const { place, time, bring } = value as Partial<Record<keyof Plan, unknown>>;
  return typeof place === 'string' && typeof time === 'string' && Array.isArray(bring);
}

/** What a person would do: what only one of the two changed is taken from that one, and both bring what they thought of. */
export function mergePlans(base: Plan | undefined, mine: Plan | undefined, theirs: Plan | undefined): Plan | undefined {
  if (!mine || !theirs) return mine ?? theirs;
  const either = (field: 'place' | 'time'): string => (mine[field] === base?.[field] ? theirs[field] : mine[field]);
  return { place: either('place'), time: either('time'), bring: [...new Set([...mine.bring, ...theirs.bring])] };
}

/** A collection for each strategy, so that one client may show all five. */
export function planCollection(
  strategy: Strategy,
  onSuperseded?: (superseded: Conflict<Plan>) => void,
): Collection<Plan> {
  const conflict = strategy === 'merge' ? mergePlans : strategy;
  return defineCollection<Plan>({ name: `plan.${strategy}`, scope: PLAN_SCOPE, schema, conflict, onSuperseded });
}
