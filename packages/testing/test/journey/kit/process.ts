import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  /** What it said so far: each line of its standard output is JSON. */
  readonly said: readonly unknown[];
  readonly exitCode: number | null;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** Resolves with the exit code. */
  ended(): Promise<number | null>;
}

/** Runs one of our sources as a process of its own; it does not outlive the test. */
export function runSource(source: URL, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=@tidemark/source', '--disable-warning=ExperimentalWarning', fileURLToPath(source), ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const said: unknown[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    said.push(...parts.map((line): unknown => JSON.parse(line)));
  });
  const closed = once(child, 'close');
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await closed;
  }
  onTestFinished(kill);
  return {
    said,
    get exitCode() {
      return child.exitCode;
    },
    kill,
    ended: async () => {
      await closed;
      return child.exitCode;
    },
  };
}
