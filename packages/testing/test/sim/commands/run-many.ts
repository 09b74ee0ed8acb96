import { writeFileSync } from 'node:fs';
import { describeRun, expandSeed } from '@tidemark/testing/simulator';
import { createProgress } from '../../../../../scripts/progress.ts';
import { printTable } from '../print-table.ts';
import { explore } from '../runs/explore.ts';
import type { Failure } from '../runs/failure.ts';
import { faultCounts, featureCounts, leastTimes, tooRare } from '../runs/fault-counts.ts';
import { keepRegressions, type Regression, readRegressions, runRegressions } from '../runs/regressions.ts';
import { runWatched } from '../runs/run-seeds.ts';
import { shrinkFailure } from '../runs/shrink-failure.ts';

export interface ManyCommand {
  readonly from: number;
  readonly seeds: number;
  readonly minutes?: number | undefined;
  readonly keeps: boolean;
  readonly jobs: number;
  readonly json?: string | undefined;
}

/** Shrinking takes a while; further failures are kept as they are. */
const MOST_SHRUNK = 5;

/** The regressions first, then seed after seed. */
export async function runMany({ from, seeds, minutes, keeps, jobs, json }: ManyCommand): Promise<boolean> {
  const regressions = readRegressions();
  const again = await runRegressions(regressions);
  tellRegressions(regressions, again);
  const begunMs = performance.now();
  const seconds = (): number => (performance.now() - begunMs) / 1_000;
  const endMs = minutes === undefined ? Number.POSITIVE_INFINITY : minutes * 60_000;
  const progress = createProgress(process.stderr);
  const runs = await explore({
    seeds: countUp(from, seeds),
    jobs,
    isOver: () => seconds() * 1_000 >= endMs,
    progressed({ ran, failures }) {
      const rate = ran / seconds();
      const leftS = Math.min((seeds - ran) / rate, endMs / 1_000 - seconds());
      const of = Number.isFinite(seeds) ? ` of ${seeds}` : '';
      progress.tell(
        `${ran}${of} seeds, ${rate.toFixed(1)}/s, ${failures.length} violations, ${Math.ceil(leftS)} s left`,
      );
    },
  });
  progress.end();
  const tookS = seconds();
  console.log(
    `\n${printTable(
      ['fault', 'times'],
      faultCounts(runs.befell).map(([name, n]) => [name, String(n)]),
    )}\n\n${printTable(
      ['feature', 'uses'],
      featureCounts(runs.befell).map(([name, n]) => [name, String(n)]),
    )}\n`,
  );

  const kept = await shrunk(runs.failures);
  if (keeps && kept.length > 0) keepRegressions(kept);
  const rare = tooRare(runs.ran, runs.befell);
  if (rare.length > 0)
    console.log(`Too rare: ${rare.map((what) => `${what} (${leastTimes(what)} wanted)`).join(', ')}`);
  const rate = (runs.ran / tookS).toFixed(1);
  const events = Math.round(runs.events / Math.max(1, runs.ran));
  console.log(`${runs.ran} seeds in ${tookS.toFixed(1)} s, ${rate}/s, ${events} events each`);
  console.log(
    `${runs.failures.length} violations${runs.failures.length > 0 ? `: seeds ${runs.failures.map(({ seed }) => seed).join(', ')}` : ''}`,
  );
  // Once more where it is read: after a table of many lines.
  if (again.length > 0) tellRegressions(regressions, again);
  if (json !== undefined) {
    const counts = Object.fromEntries([...faultCounts(runs.befell), ...featureCounts(runs.befell)]);
    writeFileSync(json, `${JSON.stringify({ from, ...runs, befell: counts, rare, again, tookS }, undefined, 2)}\n`);
  }
  return runs.failures.length === 0 && again.length === 0 && rare.length === 0;
}

function tellRegressions(all: readonly Regression[], failed: Awaited<ReturnType<typeof runRegressions>>): void {
  console.log(`${all.length} regressions, ${failed.length} failed`);
  for (const { name, failure } of failed) console.log(`  ${name}: ${failure.rule}: ${failure.found}`);
}

function* countUp(from: number, count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield from + n;
}

/** Prints each failure, the first ones as small as they become. */
async function shrunk(failures: readonly Failure[]): Promise<readonly Regression[]> {
  const kept: Regression[] = [];
  for (const [index, { seed, rule, found }] of failures.entries()) {
    const whole = expandSeed(seed);
    // One that hangs would hang here as well.
    const isShrunk = index < MOST_SHRUNK && rule !== 'hung' && rule !== 'crashed';
    const plan = isShrunk ? await shrinkFailure(whole, rule) : whole;
    const { outcome } = isShrunk ? await runWatched(plan, false, true) : {};
    for (const line of outcome ? describeRun(outcome) : [`seed ${seed}: ${rule} ${found}`]) console.log(line);
    console.log('');
    kept.push({ name: `${rule} seed ${seed}`, what: found.split('\n')[0] ?? found, seed, plan });
  }
  return kept;
}
