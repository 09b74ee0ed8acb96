import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Started {
  readonly child: ChildProcess;
  /** All it has printed so far. */
  out(): string;
  err(): string;
  /** Rejects when it ends before it has printed one. */
  readonly address: Promise<string>;
  readonly ended: Promise<number | null>;
  /** The processes that it has started, and theirs. */
  offspring(): readonly number[];
}

/** Runs `npm start` as npm does, without npm: a signal goes to the program itself. */
export function runStart(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const main = fileURLToPath(new URL('../start/main.ts', import.meta.url));
  const { DISPLAY, WAYLAND_DISPLAY, INIT_CWD, ...rest } = process.env;
  const child = spawn(process.execPath, ['--conditions=@tidemark/source', main, ...args], {
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
      const found = /http:\/\/\S+/.exec(said.out)?.[0];
      if (found) resolve(found);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    void ended.then((code) => reject(new Error(`It ended with ${code}: ${said.err}`)));
  });
  // Not every test waits for it.
  address.catch(() => {});
  return { child, address, ended, out: () => said.out, err: () => said.err, offspring: () => below(child.pid ?? 0) };
}

function below(pid: number): readonly number[] {
  const pairs = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return children.flatMap((child) => [child, ...below(child)]);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
