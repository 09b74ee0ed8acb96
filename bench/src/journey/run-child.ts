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
  /** Resolves with what it answers. Rejects when it ends before. */
  ask<Answer>(question: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** One exchange with a child that serves questions (`answer-questions.ts`). */
export interface Exchange<Content> {
  readonly id: number;
  readonly content: Content;
  readonly error?: string | undefined;
}

/** Runs a module of this folder in a process of its own. Resolves with the first thing it tells. */
export async function runChild<Report>(
  module: string,
  args: readonly string[],
  nodeArgs: readonly string[] = process.execArgv,
): Promise<Child<Report>> {
  const child = fork(join(import.meta.dirname, module), args, { execArgv: [...nodeArgs] });
  running.add(child);
  const ended = once(child, 'exit').then(() => running.delete(child));
  const report = await Promise.race([
    once(child, 'message').then(([message]) => message as Report),
    ended.then(() => Promise.reject(new Error(`${module} ended without a word.`))),
  ]);
  let asked = 0;
  return {
    report,
    ask: <Answer>(content: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        const id = ++asked;
        const settle = (answer: Exchange<Answer>): void => {
          if (answer?.id !== id) return;
          child.off('message', settle);
          child.off('exit', gone);
          if (answer.error === undefined) resolve(answer.content);
          else reject(new Error(`${module}: ${answer.error}`));
        };
        const gone = (code: number | null): void => reject(new Error(`${module} ended with ${code}.`));
        child.on('message', settle);
        child.on('exit', gone);
        child.send({ id, content } satisfies Exchange<unknown>);
      }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
