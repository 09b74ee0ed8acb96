import { type Plan, shrinkPlan } from '@tidemark/testing/simulator';
import { runWatched } from './run-seeds.ts';

/** The smallest plan found that still breaks the same rule. */
export function shrinkFailure(plan: Plan, rule: string): Promise<Plan> {
  return shrinkPlan(plan, { isStill: async (smaller) => (await runWatched(smaller)).failure?.rule === rule });
}
