import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HISTORY_FILE } from './history-name.ts';
import { type Asked, readOptions, type StartOptions, USAGE, UsageError } from './read-options.ts';
import { runCi } from './run-ci.ts';
import { runPage } from './run-page.ts';

const QUIT = new Error('quit');

function prepare({ data, isFresh }: StartOptions): void {
  const parts = ['server', 'bot', 'ci', HISTORY_FILE];
  try {
    if (isFresh) for (const part of parts) rmSync(join(data, part), { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
  } catch (cause) {
    throw new Error(
      `${data} cannot be used for data: check the path and its permissions, or name another with --data.`,
      { cause },
    );
  }
}

async function run(asked: Asked): Promise<void> {
  if (asked.kind === 'help') return void process.stdout.write(USAGE);
  if (asked.kind === 'terminal') {
    process.argv.splice(2, Number.POSITIVE_INFINITY, ...asked.args);
    await import('@tidemark-examples/terminal-chat/story');
    return;
  }
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // Whoever asks twice does not want to wait; the children see this process go, and go too.
      if (ended.signal.aborted) process.exit(130);
      ended.abort(QUIT);
    });
  }
  prepare(asked);
  try {
    const isWell = asked.kind === 'page' ? await runPage(asked, ended.signal) : await runCi(asked, ended.signal);
    if (!isWell) process.exitCode = 1;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    if (asked.kind === 'ci') process.exitCode = 130;
  }
}

try {
  // npm runs scripts in the repository's folder; a path means where the person is.
  await run(readOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd()));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof UsageError ? `${message} See npm start -- --help.\n` : `${message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
