import { execFileSync } from 'node:child_process';

/** Runs a program to its end. Throws what it printed when it fails. */
export function run(program: string, args: readonly string[], cwd: string, timeoutMs = 600_000): string {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      timeout: timeoutMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}` || message, { cause: error });
  }
}
