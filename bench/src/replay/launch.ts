import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface Launch {
  /** The module it runs, a whole path. */
  readonly module: string;
  readonly args: readonly string[];
  /** What it prints goes to the end of this file. */
  readonly log: string;
  /** For Node, beside those of this process. */
  readonly nodeArgs?: readonly string[] | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

const running = new Set<ChildProcess>();
// Whatever ends this process, no child outlives it; one whose parent was killed ends when its channel closes.
process.on('exit', () => {
  for (const each of running) each.kill('SIGKILL');
});

/** Runs a module as a process of its own, with a channel to it. */
export function launch({ module, args, log, nodeArgs = [], env = {} }: Launch): ChildProcess {
  const output = openSync(log, 'a');
  const child = fork(module, args, {
    execArgv: [...process.execArgv, ...nodeArgs],
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

export const isRunning = (child: ChildProcess): boolean => running.has(child);
