import type { Client, CollectionRepository, CollectionView, Conflict, Item, Observed } from '@tidemark/core';
import { until, untilAll } from '../story/until.ts';
import { ANNS, BEFORE, BOBS } from './conflict.ts';
import type { Plan } from './plan.ts';

/** One device of the conflict, with a network of its own to switch off. */
export interface PlanDevice {
  readonly client: Client;
  readonly plans: CollectionRepository<Plan>;
  readonly network: { set(change: { readonly offline: boolean }): void };
}

export interface ConflictStage {
  /** Shown as it happens. */
  caption(text: string): void;
  /** Time to look. */
  look(): Promise<void>;
  /** Both versions are there: what the card is to be. Asked only where the strategy is `manual`. */
  choose(conflict: Conflict<Plan>): Promise<Plan | undefined>;
}

export interface PreparedConflict {
  readonly ann: PlanDevice;
  readonly bob: PlanDevice;
  /** A new one: that of the card. */
  readonly key: string;
  readonly isManual: boolean;
}

/** Ann and Bob change one card without knowing of each other, and meet. Resolves with the card as both show it in the end. */
export async function playConflict(
  { ann, bob, key, isManual }: PreparedConflict,
  stage: ConflictStage,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const isOurs = (one: { readonly key: string }): boolean => one.key === key;
  const watch = ({ plans }: PlanDevice): Observed<CollectionView<Plan>> => plans.observe({ reverse: true });
  const rowOf = (view: CollectionView<Plan> | undefined): Item<Plan> | undefined => view?.rows.find(isOurs);

  const isAgreed = (views: readonly (CollectionView<Plan> | undefined)[]): boolean => {
    if (views.includes(undefined)) return false;
    const [anns, bobs] = views.map(rowOf);
    return !anns?.pending && !bobs?.pending && isSame(anns?.value, bobs?.value);
  };

  stage.caption('Both have the same plan.');
  await ann.plans.put(key, BEFORE);
  await until(watch(bob), (view) => rowOf(view) !== undefined, signal);
  await stage.look();
  stage.caption('Ann loses her network and changes the plan; so does Bob, who has one.');
  ann.network.set({ offline: true });
  try {
    await ann.plans.patch(key, ANNS);
    await bob.plans.patch(key, BOBS);
    await until(watch(bob), (view) => rowOf(view)?.pending === false, signal);
    await stage.look();
  } finally {
    ann.network.set({ offline: false });
  }
  stage.caption('Ann is back: her write meets his.');
  if (isManual) {
    const conflicts = await until(ann.plans.observeConflicts(), (all) => all.some(isOurs), signal);
    const found = conflicts.find(isOurs);
    if (found) await ann.plans.resolve(key, await stage.choose(found));
  }
  await ann.client.flush({ signal });
  const [shown] = await untilAll([watch(ann), watch(bob)], isAgreed, signal);
  return rowOf(shown)?.value;
}

export function isSame(one: Plan | undefined, other: Plan | undefined): boolean {
  const said = (plan: Plan | undefined): string => JSON.stringify(plan && [plan.place, plan.time, plan.bring]);
  return said(one) === said(other);
}
