import { join } from 'node:path';
import { gather } from '../story/cast.ts';
import { runStory } from '../story/run-story.ts';
import type { StartOptions } from './read-options.ts';

/** How long the server is gone in the story; on the page it is ten seconds. */
const OUTAGE_MS = 1_500;
/** How long everybody may take to read everything; seconds, on a machine that is not busy with something else. */
const PATIENCE_MS = 40_000;

/** Plays the story without a page, and prints what came of it. Resolves with whether all was as it should be. */
export async function runCi({ data }: Pick<StartOptions, 'data'>, signal: AbortSignal): Promise<boolean> {
  const began = performance.now();
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const cast = await gather(join(data, 'ci'), (error) => process.stderr.write(`${String(error)}\n`));
  try {
    print(`Tidemark: the story without a page. Its data is in ${data}`);
    const checks = await runStory({ cast, print, outageMs: OUTAGE_MS, patienceMs: PATIENCE_MS }, signal);
    const failed = checks.filter(({ found }) => found !== undefined);
    for (const { says, found } of checks)
      print(found === undefined ? `ok      ${says}` : `FAILED  ${says}; found: ${found}`);
    print(`It took ${((performance.now() - began) / 1_000).toFixed(1)} s.`);
    print(`${checks.length - failed.length} passed, ${failed.length} failed`);
    return failed.length === 0;
  } finally {
    await cast.leave();
  }
}
