import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './packages/run.ts';
import { createTally } from './tally.ts';

/** Compiles the workspace, tests and all, then each package alone: its own hosts' types only, isolated declarations. */
const root = join(import.meta.dirname, '..');
const tally = createTally();
for (const path of ['tsconfig.json', ...globSync('packages/*/tsconfig.json', { cwd: root }).sort()])
  await tally.check(`tsc -p ${path}`, () => {
    run('tsc', ['--noEmit', '-p', path], root);
  });
tally.finish();
