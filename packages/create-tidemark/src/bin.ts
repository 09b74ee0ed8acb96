#!/usr/bin/env node
import { TidemarkError } from '@tidemark/protocol';
import { ask } from './ask.ts';
import { createApp } from './create-app.ts';
import { nextSteps } from './next-steps.ts';
import { readArguments, USAGE } from './read-arguments.ts';

async function run(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (given.help) {
    process.stdout.write(USAGE);
    return;
  }
  const isAsked = given.folder === undefined && process.stdin.isTTY && process.stdout.isTTY;
  const { folder, template = 'web' } = isAsked ? ((await ask(given)) ?? {}) : given;
  if (folder === undefined) {
    process.stderr.write(isAsked ? 'Nothing was made.\n' : USAGE);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(nextSteps(createApp({ folder, template }), template, process.cwd()));
}

try {
  await run();
} catch (error) {
  if (!TidemarkError.is(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
