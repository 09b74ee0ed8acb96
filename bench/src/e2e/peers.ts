import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

const FOLDER = join(import.meta.dirname, '../../peers');

const peer = (name: string, folder: string): Contender => ({
  name,
  server: `../../peers/src/${folder}/server-main.ts`,
  serverArgs: () => [],
  devices: join(FOLDER, 'src', folder, 'device.ts'),
  keepsForTheAbsent: true,
  isForTwo: true,
});

/** What people would use instead, as its own documentation advises; each adapter says what it does not do. */
export const PEERS: readonly Contender[] = [
  peer('socket.io', 'socket-io'),
  peer('Yjs', 'yjs'),
  peer('TinyBase', 'tinybase'),
  peer('RxDB', 'rxdb'),
];

/** From their own lock file, into their own folder: the product's install stays small. */
export function installPeers(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return;
  process.stderr.write('installing the peers …\n');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: ['ignore', 2, 2] });
}
