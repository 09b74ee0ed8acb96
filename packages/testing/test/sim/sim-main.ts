import { TidemarkError } from '@tidemark/protocol';
import { runMany } from './commands/run-many.ts';
import { runMutants } from './commands/run-mutants.ts';
import { runSeed } from './commands/run-seed.ts';
import { runTwice } from './commands/run-twice.ts';
import { readOptions, type SimOptions } from './options.ts';

/** Whole histories of the real client and the real server, in virtual time, with everything going wrong on purpose. */
function run(options: SimOptions): Promise<boolean> {
  switch (options.kind) {
    case 'seed':
      return runSeed(options);
    case 'explore':
      return runMany(options);
    case 'replays':
      return runTwice(options);
    case 'mutants':
      return runMutants(options);
  }
}

try {
  process.exitCode = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(TidemarkError.is(error, 'options/invalid') ? error.message : error);
  process.exitCode = 2;
}
