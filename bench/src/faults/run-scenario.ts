import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../../scripts/progress.ts';
import { type Build, buildPrograms } from './builds/build.ts';
import { BROKEN } from './device/entry.ts';
import type { Evidence, Finding } from './judge/evidence.ts';
import { judge } from './judge/judge.ts';
import { recoveryMs } from './judge/recovery.ts';
import type { Row } from './row.ts';
import type { Scenario, Size } from './scenarios/scenario.ts';
import type { RunOptions } from './stage/stage.ts';

/** A build that is broken may never get there: what it is to show it has shown by then. */
const LIMIT_MS = { whole: 90_000, broken: 15_000 };
/** Of each kind; the others stand in the folder of the run. */
const FINDINGS_SHOWN = 3;

export interface RowOptions {
  readonly scenario: Scenario;
  readonly size: Size;
  readonly isControl: boolean;
  readonly folder: string;
  readonly seed: string;
  readonly progress: Progress;
}

/** Runs a scenario as often as asked, each time with everything new, and adds up what was found. */
export async function runScenario(options: RowOptions): Promise<Row> {
  const { scenario, size, isControl, folder, seed, progress } = options;
  const { name, broken } = scenario;
  const label = isControl ? `${name}, ${broken.name}` : name;
  const build = await buildOf(options);
  const runs: { readonly evidence: Evidence; readonly findings: readonly Finding[] }[] = [];
  let hits = 0;
  for (let run = 1; run <= size.runs; run++) {
    const place = join(folder, `${name}${isControl ? '-control' : ''}-${run}`);
    const hit = (): void =>
      progress.tell(`${label}: run ${run} of ${size.runs}, ${++hits} of ${size.runs * size.faults} faults`);
    const evidence = await runOnce(scenario, {
      folder: place,
      build,
      seed: `${seed}/${name} ${run}`,
      count: size.faults,
      limitMs: isControl ? LIMIT_MS.broken : LIMIT_MS.whole,
      hit,
    });
    const findings = judge(evidence);
    runs.push({ evidence, findings });
    // The databases and logs of a run that went wrong are all there is to look at.
    const isAsItMust = isControl ? findings.some(({ what }) => what === broken.must) : findings.length === 0;
    if (isAsItMust) rmSync(place, { recursive: true, force: true });
    else writeFileSync(join(place, 'findings.txt'), findings.map((finding) => `${lineOf(finding)}\n`).join(''));
  }
  return rowOf(options, runs);
}

const builds = new Map<string, Promise<Build>>();

/** One build serves all scenarios that want it. */
function buildOf({ folder, scenario, isControl }: RowOptions): Promise<Build> {
  const name = isControl ? scenario.broken.name : 'as it is';
  const patches = isControl ? scenario.broken.patches : [];
  const known = builds.get(name) ?? buildPrograms(join(folder, 'builds', name), patches);
  builds.set(name, known);
  return known;
}

async function runOnce(scenario: Scenario, options: RunOptions): Promise<Evidence> {
  const { stage, play } = await scenario.open(options);
  try {
    await stage.begin();
    await play();
    await stage.settle();
  } catch (error) {
    stage.gaveUp(error);
  }
  return stage.end();
}

function rowOf(
  { scenario, size, isControl, seed }: RowOptions,
  runs: readonly { readonly evidence: Evidence; readonly findings: readonly Finding[] }[],
): Row {
  const histories = runs.flatMap(({ evidence }) => evidence.histories);
  const findings = runs.flatMap((run) => run.findings);
  const recoveries = runs.flatMap(({ evidence }) =>
    evidence.faults.flatMap((fault) => recoveryMs(fault, evidence.faults, evidence.histories) ?? []),
  );
  const sum = (count: (history: (typeof histories)[number]) => number): number =>
    histories.reduce((total, history) => total + count(history), 0);
  const counts = Object.fromEntries(
    BROKEN.map((what) => [what, findings.filter((finding) => finding.what === what).length]),
  ) as Row['counts'];
  return {
    scenario: scenario.name,
    title: scenario.title,
    ...(isControl && { control: { build: scenario.broken.name, must: scenario.broken.must } }),
    faults: {
      planned: size.runs * size.faults,
      hit: runs.reduce((total, { evidence }) => total + evidence.faults.length, 0),
      amid: runs.reduce((total, { evidence }) => total + evidence.amid, 0),
      kinds: countBy(runs.flatMap(({ evidence }) => evidence.faults.map(({ kind }) => kind))),
    },
    attempted: sum(({ tried }) => tried.size),
    acknowledged: sum(({ acked }) => acked.size),
    confirmed: sum(({ sent }) => sent.size),
    failed: sum(({ failed }) => failed.size),
    unknown: sum((history) => history.unknown()),
    counts,
    recoveries: recoveries.length,
    longestRecoveryMs: recoveries.length === 0 ? undefined : Math.round(Math.max(...recoveries)),
    runs: runs.length,
    seed,
    settings: scenario.settings,
    findings: BROKEN.flatMap((what) => findings.filter((each) => each.what === what).slice(0, FINDINGS_SHOWN)).map(
      lineOf,
    ),
  };
}

const lineOf = ({ what, text }: Finding): string => `${what}: ${text}`;

function countBy(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
