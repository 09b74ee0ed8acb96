import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page as the READMEs show it: IndexedDB, a WebSocket, and SQLite in a worker of the app's own. */
const FILES = {
  'index.html': '<!doctype html><script type="module" src="./page.ts"></script>',
  'page.ts': `import { createClient } from '@tidemark/core';
import { indexedDb } from '@tidemark/adapter-indexeddb';
import { sqlite } from '@tidemark/adapter-sqlite/wasm';
import { webSocket } from '@tidemark/transport-ws';

const inWorker = () => sqlite(() => new Worker(new URL('./storage.worker.ts', import.meta.url), { type: 'module' }));
const storage = 'indexedDB' in globalThis ? indexedDb('crew') : inWorker();
void createClient({ storage, transport: webSocket('wss://chat.example.com/sync'), auth: () => 'token' });
`,
  'storage.worker.ts': `import { serveSqlite } from '@tidemark/adapter-sqlite/wasm-worker';

serveSqlite('crew.db');
`,
  // A slow machine is no warning about the packages: not in the page's build, nor in the worker's.
  'vite.config.js': `const rolldownOptions = { checks: { bundlerTimings: false } };
export default {
  optimizeDeps: { exclude: ['@sqlite.org/sqlite-wasm'] },
  worker: { format: 'es', rolldownOptions },
  build: { rolldownOptions },
};
`,
} as const;

/** Builds the page with this repository's Vite from what is installed in `folder`. Throws on a warning too. */
export function bundle(root: string, folder: string): void {
  const page = join(folder, 'page');
  mkdirSync(page);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(page, name), text);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync('node', [vite, 'build', '--logLevel', 'warn'], {
    cwd: page,
    encoding: 'utf8',
    timeout: 120_000,
  });
  // A warning is, for example, a module of Node that was left out: that fails only when the page runs.
  if (status !== 0 || stdout + stderr !== '') throw new Error(stdout + stderr || `vite ended with ${status}`);
  const built = readdirSync(join(page, 'dist/assets'));
  for (const wanted of [/^index-.*\.js$/, /^storage\.worker-.*\.js$/, /\.wasm$/])
    if (!built.some((name) => wanted.test(name))) throw new Error(`no ${wanted} in ${built.join(', ')}`);
}
