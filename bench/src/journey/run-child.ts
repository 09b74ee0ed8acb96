import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Child<Report> {
  /** The first thing it told. */
  readonly report: Report;
  stop(): Promise<void>;
}

/** Runs a module of this folder in a process of its own. Resolves with the first thing it tells. */
export async function runChild<Report>(module: string, args: readonly string[]): Promise<Child<Report>> {
  const child = fork(join(import.meta.dirname, module), args);
  running.add(child);
  const ended = once(child, 'exit').then(() => running.delete(child));
  const report = await Promise.race([
    once(child, 'message').then(([message]) => message as Report),
    ended.then(() => Promise.reject(new Error(`${module} ended without a word.`))),
  ]);
  return {
    report,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
