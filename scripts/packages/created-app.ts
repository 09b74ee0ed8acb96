import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.ts';

/** An app as `npm create tidemark` makes it, on the packed packages instead of the registry's. */
export interface CreatedApp {
  install(): void;
  compile(): void;
  /** Throws what it said when it does not do what it is for. */
  build(): void;
  runIt(): Promise<void>;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

export function createdApp(
  bin: string,
  template: 'web' | 'terminal',
  folder: string,
  tarballs: ReadonlyMap<string, string>,
): CreatedApp {
  return {
    install() {
      run(bin, [folder, '--template', template], join(folder, '..'));
      const path = join(folder, 'package.json');
      const { dependencies, ...manifest } = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
      const packed = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]));
      writeFileSync(path, JSON.stringify({ ...withoutOurs(manifest), dependencies: { ...dependencies, ...packed } }));
      run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
    },
    compile() {
      run('npm', ['run', 'types'], folder);
    },
    build() {
      run('npm', ['run', 'build'], folder, 120_000);
      for (const path of ['dist/index.html', 'dist/offline-worker.js'])
        if (!existsSync(join(folder, path))) throw new Error(`no ${path}`);
    },
    runIt: () => (template === 'web' ? runWeb(folder) : runTerminal(folder)),
  };
}

/** One place for each: npm takes no version of a package in two. */
function withoutOurs(manifest: object): object {
  const { devDependencies = {} } = manifest as { devDependencies?: Readonly<Record<string, string>> };
  const others = Object.entries(devDependencies).filter(([name]) => !name.startsWith('@tidemark/'));
  return { ...manifest, devDependencies: Object.fromEntries(others) };
}

async function runTerminal(folder: string): Promise<void> {
  const said = run('npm', ['run', 'story', '--', '--ci'], folder, 120_000);
  if (!said.includes('lost 0, doubled 0, out of order 0')) throw new Error(said.slice(-500));
}

/** The page, the worker and a token, through the preview's own address. */
async function runWeb(folder: string): Promise<void> {
  const [port, serverPort] = [await freePort(), await freePort()];
  const children = [
    start(folder, ['run', 'server', '--', '--port', String(serverPort)]),
    start(folder, ['run', 'preview', '--', '--port', String(port), '--strictPort', '--host', '127.0.0.1'], {
      TIDEMARK_SERVER: `http://127.0.0.1:${serverPort}`,
    }),
  ];
  try {
    const at = `http://127.0.0.1:${port}`;
    const page = await until(() => fetch(`${at}/`));
    const script = /src="\.?\/?(assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
    if (script === undefined) throw new Error('the page names no script');
    await until(() => fetch(`${at}/${script}`));
    const asked = { method: 'POST', body: JSON.stringify({ user: 'ann' }) };
    const { token } = (await (await until(() => fetch(`${at}/dev/token`, asked))).json()) as { token?: string };
    if (!token) throw new Error('the server behind the page gives no token');
  } finally {
    for (const child of children) if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  }
}

/** In a group of its own: npm's child is to end with it. */
function start(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn('npm', args, { cwd: folder, stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
}

async function until(attempt: () => Promise<Response>): Promise<Response> {
  let last: unknown;
  for (let n = 0; n < 200; n++) {
    try {
      const response = await attempt();
      if (response.ok) return response;
      last = `${response.url}: ${response.status}`;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw last;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
