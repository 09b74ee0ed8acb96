import { writeFileSync } from 'node:fs';
import { TidemarkError } from '@tidemark/protocol';
import { createProgress } from '../../../../../scripts/progress.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { MUTANTS } from '../mutants/mutants.ts';
import { printTable } from '../print-table.ts';
import { type SeedWorker, startSeedWorker } from '../runs/seed-worker.ts';

export interface MutantsCommand {
  /** Parts of names; none: all. */
  readonly only: readonly string[];
  readonly isQuick: boolean;
  readonly seeds: number;
  readonly jobs: number;
  readonly json?: string | undefined;
}

export interface Fate {
  readonly name: string;
  /** What found it, and at which seed. */
  readonly killed?: { readonly rule: string; readonly seed: number; readonly found: string } | undefined;
  readonly survives?: string | undefined;
  /** It is no mutant: its patch does not fit, or is no code. */
  readonly broken?: string | undefined;
  readonly seconds: number;
}

/** Few at once, so that a bug that dies early dies fast. */
const CHUNK = 5;
const HANGS_AFTER_MS = 60_000;

/** Builds with one bug each: the checks must find all of them, or the mutant says why they can not. */
export async function runMutants({ only, isQuick, seeds, jobs, json }: MutantsCommand): Promise<boolean> {
  const chosen = choose(only, isQuick);
  const progress = createProgress(process.stderr);
  const fates: Fate[] = [];
  const queue = chosen.values();
  const work = async (): Promise<void> => {
    for (const mutant of queue) {
      const fate = await fateOf(mutant, seeds);
      fates.push(fate);
      progress.tell(`${fates.length} of ${chosen.length} mutants`);
      if (isWrong(fate)) console.error(`\n${rowOf(fate).join('  ')}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  progress.end();
  const inOrder = chosen.flatMap(({ name }) => fates.filter((fate) => fate.name === name));
  console.log(printTable(['mutant', 'killed by', 'at seed', 'seconds', 'found'], inOrder.map(rowOf)));
  const wrong = inOrder.filter(isWrong);
  const killed = inOrder.filter((fate) => fate.killed).length;
  console.log(`\n${killed} of ${inOrder.length} killed, ${inOrder.length - killed - wrong.length} explained`);
  for (const { name, survives, killed: by, broken } of wrong) {
    const why = by ? `is found, and says it can not be: ${survives}` : 'SURVIVES';
    console.log(`${name} ${broken === undefined ? why : `is none: ${broken}`}`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(inOrder, undefined, 2)}\n`);
  return wrong.length === 0;
}

/** What says that it survives must do so, and nothing else may. */
const isWrong = ({ killed, survives, broken }: Fate): boolean =>
  broken !== undefined || (killed === undefined) === (survives === undefined);

function choose(only: readonly string[], isQuick: boolean): readonly Mutant[] {
  const chosen = MUTANTS.filter(
    (mutant) => (!isQuick || mutant.isQuick) && (only.length === 0 || only.some((part) => mutant.name.includes(part))),
  );
  if (chosen.length > 0) return chosen;
  const names = MUTANTS.map(({ name }) => `  ${name}`).join('\n');
  throw new TidemarkError('options/invalid', `No mutant is called so. There are:\n${names}\n`, {
    option: 'only',
    found: only.join(', '),
  });
}

async function fateOf({ name, patches, survives }: Mutant, seeds: number): Promise<Fate> {
  const begunMs = performance.now();
  const told = { name, survives };
  const seconds = (): number => (performance.now() - begunMs) / 1_000;
  let worker: SeedWorker | undefined;
  try {
    worker = await startSeedWorker({ patches, digests: false, untilFailure: true }, HANGS_AFTER_MS);
    for (let from = 0; from < seeds; from += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, seeds - from) }, (_, n) => from + n);
      const runs = await worker.run(chunk);
      const [failure] = 'ended' in runs ? [{ seed: from, rule: runs.ended, found: runs.why }] : runs.failures;
      if (!failure) continue;
      // A name that does not exist is a mistake in the mutant and no bug worth finding.
      if (failure.found.includes('ReferenceError')) return { ...told, broken: failure.found, seconds: seconds() };
      return { ...told, killed: failure, seconds: seconds() };
    }
    return { ...told, seconds: seconds() };
  } catch (error) {
    return { ...told, broken: (error as Error).message, seconds: seconds() };
  } finally {
    await worker?.end();
  }
}

function rowOf({ name, killed, survives, broken, seconds }: Fate): readonly string[] {
  const found = (broken ?? killed?.found ?? survives ?? 'SURVIVES').split('\n')[0] ?? '';
  const told = found.length > 100 ? `${found.slice(0, 100)}…` : found;
  return [name, killed?.rule ?? '', killed ? String(killed.seed) : '', seconds.toFixed(1), told];
}
