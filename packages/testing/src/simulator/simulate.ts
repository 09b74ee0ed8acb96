import { type AppOptions, createAppRun } from './app-under-test.ts';
import { describeRun } from './describe-run.ts';
import { expandSeed, KINDS, type Kinds } from './expand.ts';
import type { Invariant } from './hooks.ts';
import { INVARIANTS } from './invariants/all.ts';
import type { Plan } from './plan.ts';
import { type Outcome, runPlan, type Violation } from './run-plan.ts';
import { shrinkPlan } from './shrink-plan.ts';

export interface SimulateOptions<App> extends AppOptions<App> {
  /** How many histories. Default: 200. */
  readonly seeds?: number | undefined;
  /** The first of them. Default: 0. */
  readonly from?: number | undefined;
  /** Plans that failed once: run first. */
  readonly plans?: readonly Plan[] | undefined;
  /** More that must hold, told of commits, frames and views as they happen. */
  readonly invariants?: readonly Invariant[] | undefined;
  /** Ends early. */
  readonly signal?: AbortSignal | undefined;
}

export interface Simulated {
  /** Histories that were run. */
  readonly runs: number;
  /** How often each fault happened. */
  readonly befell: ReadonlyMap<string, number>;
  /** The first violation; absent: there was none. */
  readonly failure?: SimulatedFailure | undefined;
}

export interface SimulatedFailure {
  readonly violation: Violation;
  /** The fewest steps that still violate it. Keep it, and give it as one of `plans`. */
  readonly plan: Plan;
  /** The plan and all that took place, for people. */
  readonly text: string;
}

/**
 * Runs an app on simulated devices with the real client and the real server, in virtual time, while networks, disks,
 * processes and clocks fail. Ends at the first violation, of Tidemark's promises or of the app's, and makes it small.
 *
 * @example
 * const { failure } = await simulate({
 *   open: (client) => client.collection(TODOS).observe({ index: 'place' }),
 *   steps: { add: ({ client }, random) => client.collection(TODOS).put(`${random.fraction()}`, { place: 1 }) },
 *   atRest: (all) => mustAgree(all.map(({ app }) => app.getSnapshot())),
 * });
 * if (failure) throw new Error(failure.text);
 */
export async function simulate<App>(options: SimulateOptions<App>): Promise<Simulated> {
  const { seeds = 200, from = 0, plans = [], invariants = [], signal } = options;
  const befell = new Map<string, number>();
  let runs = 0;
  const kindsOf = (steps: Kinds['work']): Kinds => ({
    work: { ...KINDS.work, ...steps },
    faults: KINDS.faults,
    features: KINDS.features,
    topics: KINDS.topics,
  });

  function run(plan: Plan, lines = false): Promise<Outcome> {
    // Each run has an app of its own.
    const { app, steps, invariants: own } = createAppRun(options);
    return runPlan(plan, { kinds: kindsOf(steps), invariants: [...own, ...invariants, ...INVARIANTS], app, lines });
  }

  const { steps } = createAppRun(options);
  const kinds = kindsOf(steps);
  function* toRun(): Generator<Plan> {
    yield* plans;
    for (let n = 0; n < seeds; n++) yield expandSeed(from + n, kinds);
  }

  for (const plan of toRun()) {
    if (signal?.aborted) break;
    const { violation, befell: what } = await run(plan);
    runs++;
    for (const [fault, times] of what) befell.set(fault, (befell.get(fault) ?? 0) + times);
    if (!violation) continue;
    const { rule } = violation;
    const shrunk = await shrinkPlan(plan, {
      isStill: async (smaller) => (await run(smaller)).violation?.rule === rule,
    });
    const outcome = await run(shrunk, true);
    const text = describeRun(outcome).join('\n');
    return { runs, befell, failure: { violation: outcome.violation ?? violation, plan: shrunk, text } };
  }
  return { runs, befell };
}
