import { expandSeed, INVARIANTS, KINDS, type Outcome, type Plan, runPlan } from '@tidemark/testing/simulator';
import type { Failure } from './failure.ts';

export interface RunsOptions {
  /** Sum up what crossed the network, to compare runs. */
  readonly digests: boolean;
  /** Stops after the first failure. */
  readonly untilFailure: boolean;
}

/** What some seeds came to. */
export interface Runs {
  readonly ran: number;
  readonly events: number;
  /** How often each fault happened. */
  readonly befell: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  /** By seed. */
  readonly digests: readonly (readonly [seed: number, digest: string])[];
}

/** Runs seeds, one after the other. */
export async function runSeeds(seeds: Iterable<number>, { digests, untilFailure }: RunsOptions): Promise<Runs> {
  const befell: Record<string, number> = {};
  const failures: Failure[] = [];
  const found: [number, string][] = [];
  let ran = 0;
  let events = 0;
  for (const seed of seeds) {
    const { outcome, failure } = await runWatched(expandSeed(seed), digests);
    ran++;
    events += outcome?.events ?? 0;
    for (const [what, times] of outcome?.befell ?? []) befell[what] = (befell[what] ?? 0) + times;
    if (digests && outcome) found.push([seed, outcome.digest]);
    if (failure) failures.push(failure);
    if (failure && untilFailure) break;
  }
  return { ran, events, befell, failures, digests: found };
}

/** Runs a plan. What the code under test throws and nobody catches is a failure of its run too. */
export async function runWatched(
  plan: Plan,
  digest = false,
  lines = false,
): Promise<{ readonly outcome?: Outcome; readonly failure?: Failure | undefined }> {
  let uncaught: { readonly error: unknown } | undefined;
  const note = (error: unknown): void => {
    uncaught ??= { error };
  };
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  try {
    const outcome = await runPlan(plan, { kinds: KINDS, invariants: INVARIANTS, digest, lines });
    await turn();
    const { violation } = outcome;
    if (violation) return { outcome, failure: { seed: plan.seed, rule: violation.rule, found: told(violation) } };
    return { outcome, failure: uncaught && failureOf(plan, uncaught.error) };
  } catch (error) {
    return { failure: failureOf(plan, error) };
  } finally {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  }
}

/** A rejection that nobody took is told a turn later. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const told = ({ name, found }: { readonly name: string; readonly found: string }): string => `${name}: ${found}`;

function failureOf({ seed }: Plan, error: unknown): Failure {
  return { seed, rule: 'uncaught', found: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
