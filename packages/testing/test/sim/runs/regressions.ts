import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandSeed, featuresOf, KINDS, type Plan } from '@tidemark/testing/simulator';
import type { Failure } from './failure.ts';
import { runWatched } from './run-seeds.ts';

/** A run that failed once. It is run first, for ever. */
export interface Regression {
  readonly name: string;
  /** What was found, and what was wrong. */
  readonly what: string;
  readonly seed: number;
  /** As shrunk. Without it, what the seed stands for today. */
  readonly plan?: Plan | undefined;
}

const REGRESSIONS = join(import.meta.dirname, '../regressions.json');

export function readRegressions(file = REGRESSIONS): readonly Regression[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Regression[];
}

/** Adds what is not known yet, by name. */
export function keepRegressions(found: readonly Regression[], file = REGRESSIONS): void {
  const known = readRegressions(file);
  const names = new Set(known.map(({ name }) => name));
  const all = [...known, ...found.filter(({ name }) => !names.has(name))];
  writeFileSync(file, `${JSON.stringify(all, undefined, 1)}\n`);
}

/** Steps of a plan that no step kind runs any more: the plan shows less than it says. */
export function strangeKinds(plan: Plan): readonly string[] {
  const kinds = plan.steps.map(({ kind }) => kind);
  return [...new Set(kinds)].filter((kind) =>
    [KINDS.work, KINDS.faults, featuresOf(KINDS)].every((table) => !(kind in table)),
  );
}

/** Runs them all; resolves with those that fail again. */
export async function runRegressions(
  regressions: readonly Regression[],
): Promise<readonly { readonly name: string; readonly failure: Failure }[]> {
  const failed: { name: string; failure: Failure }[] = [];
  for (const { name, seed, plan = expandSeed(seed) } of regressions) {
    const strange = strangeKinds(plan);
    const failure =
      strange.length > 0
        ? { seed, rule: 'plan', found: `no step is called ${strange.join(', ')}` }
        : (await runWatched(plan)).failure;
    if (failure) failed.push({ name, failure });
  }
  return failed;
}
