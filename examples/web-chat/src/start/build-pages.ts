import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const HERE = join(import.meta.dirname, '..', '..');
const ROOT = join(HERE, '..', '..');
/** All that the pages are made of. */
const SOURCES = [
  'package-lock.json',
  'examples/web-chat/{*.html,*.ts,package.json}',
  'examples/web-chat/{public,vite}/**',
  'examples/{web-chat,terminal-chat}/src/**',
  'packages/*/src/**',
  'packages/*/package.json',
];

/**
 * The folder with the built pages, below `cache`: built now where the sources are others than those of the last time.
 * Rejects with what the build said, or the signal's reason.
 */
export async function buildPages(cache: string, tell: (line: string) => void, signal: AbortSignal): Promise<string> {
  const version = versionOf(SOURCES);
  const pages = join(cache, version);
  if (existsSync(pages)) return pages;
  tell('Building the pages …');
  const began = performance.now();
  mkdirSync(cache, { recursive: true });
  const half = `${pages}.${process.pid}`;
  try {
    await build(half, signal);
    // Who starts at the same time builds the same: whichever is done first is taken.
    if (!existsSync(pages)) renameSync(half, pages);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  for (const other of readdirSync(cache)) {
    // Another one may be at work in a folder of its own.
    if (/^[0-9a-f]+$/.test(other) && other !== version) rmSync(join(cache, other), { recursive: true, force: true });
  }
  tell(`Built in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return pages;
}

async function build(outDir: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = ['build', '--outDir', outDir, '--logLevel', 'warn'];
  // Its own conditions, not those of this process; and it ends with this process, whatever ends that.
  const child = fork(vite, args, { cwd: HERE, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
  }
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const [code] = (await once(child, 'exit')) as [number | null];
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`The pages could not be built: ${said.trim() || `vite ended with ${code}`}`);
}

function versionOf(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of globSync(patterns, { cwd: ROOT, exclude: ['**/*.test.{ts,tsx}', '**/test-support'] }).sort()) {
    const file = join(ROOT, path);
    if (statSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
