import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createProgress } from '../../../scripts/progress.ts';
import { readOptions } from './options.ts';
import { isFlawless, printOutcome } from './outcome.ts';
import { planMessages } from './plan-messages.ts';
import { readCorpus } from './read-corpus.ts';
import { run } from './run.ts';
import { planWhole } from './whole/plan-whole.ts';

/** Replays real conversations through real processes that are cut off and killed, and checks that nothing was lost. */

async function main(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  const corpus = await readCorpus(options.file, options.limit);
  if (corpus.lines.length === 0) throw new Error(`${options.file} holds no messages.`);
  if (options.profile !== undefined) mkdirSync(resolve(options.profile), { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-replay-'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      console.error(`\n✗ interrupted. ${placeOf(folder)}`);
      process.exit(130);
    });
  }
  const plan = planMessages(corpus.lines, options);
  const whole = options.whole ? planWhole(corpus, plan, options) : undefined;
  const progress = createProgress(process.stderr);
  try {
    const outcome = await run(options, { plan, whole }, folder, progress);
    console.log(options.json ? JSON.stringify(outcome, undefined, 2) : printOutcome(outcome));
    if (isFlawless(outcome)) {
      rmSync(folder, { recursive: true });
      return true;
    }
  } catch (error) {
    progress.end();
    console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  }
  console.error(placeOf(folder));
  return false;
}

const placeOf = (folder: string): string => `Databases and logs of this run: ${folder}`;

try {
  process.exit((await main(process.argv.slice(2))) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
