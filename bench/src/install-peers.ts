import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../peers');

/** From their own lock file, into their own folder: the product's install stays small. */
export function installPeers(folder: string = FOLDER, install: (folder: string) => void = npmCi): void {
  const changedMs = (path: string): number => statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changedMs('node_modules/.package-lock.json') >= changedMs('package-lock.json')) return;
  process.stderr.write('installing the peers …\n');
  install(folder);
}

function npmCi(cwd: string): void {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: ['ignore', 2, 2] });
}
