import { writeFileSync } from 'node:fs';
import { describeRun, expandSeed } from '@tidemark/testing/simulator';
import { runWatched } from '../runs/run-seeds.ts';
import { shrinkFailure } from '../runs/shrink-failure.ts';

export interface SeedCommand {
  readonly seed: number;
  readonly shrinks: boolean;
  readonly json?: string | undefined;
}

/** Runs one seed and prints what took place; of one that fails, the smallest part of it that fails the same way. */
export async function runSeed({ seed, shrinks, json }: SeedCommand): Promise<boolean> {
  const whole = expandSeed(seed);
  const first = await runWatched(whole);
  const plan = first.failure && shrinks ? await shrinkFailure(whole, first.failure.rule) : whole;
  const { outcome, failure } = await runWatched(plan, true, true);
  for (const line of outcome ? describeRun(outcome) : []) console.log(line);
  console.log('');
  if (plan !== whole) console.log(`Shrunk from ${whole.steps.length} steps to ${plan.steps.length}.`);
  console.log(`seed ${seed}: ${failure ? `${failure.rule}: ${failure.found}` : 'no violation'}`);
  if (outcome) console.log(`${outcome.events} events, ${outcome.virtualMs / 1_000} s, digest ${outcome.digest}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ seed, plan, failure, lines: outcome?.lines })}\n`);
  return failure === undefined;
}
