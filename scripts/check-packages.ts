import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsumer } from './packages/consumer.ts';
import { createdApp } from './packages/created-app.ts';
import { type Published, readPublished } from './packages/published.ts';
import { runOnReact18 } from './packages/react-18.ts';
import { run } from './packages/run.ts';
import { createTally } from './tally.ts';

/** What `npm pack` tells about a tarball. */
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const root = join(import.meta.dirname, '..');
const temp = mkdtempSync(join(tmpdir(), 'tidemark-packages-'));
const packages = readPublished(root);
const tally = createTally();
const tarballs = new Map<string, string>();

try {
  for (const published of packages) {
    let packed: Packed | undefined;
    await tally.check(`${published.name} packs`, () => {
      packed = pack(published);
    });
    const tarball = tarballs.get(published.name);
    if (packed === undefined || tarball === undefined) continue;
    const { files } = packed;
    await tally.check(`${published.name} holds dist, sources and a README, and no tests`, () => checkFiles(files));
    await tally.check(`${published.name} passes publint`, () => {
      run('publint', ['run', tarball, '--strict'], root);
    });
    await tally.check(`${published.name} passes attw (esm-only)`, () => {
      run('attw', [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-color'], root);
    });
  }
  await checkConsumer();
  await tally.check('frameworks take @tidemark/react for code of the browser', () => {
    const code = readFileSync(join(root, 'packages/react/dist/index.js'), 'utf8');
    if (!code.startsWith("'use client';")) throw new Error(`it begins with ${code.slice(0, 40)}`);
  });
  await tally.check('React 18 suspends, follows and closes', () => runOnReact18(join(temp, 'react-18'), tarballs));
} finally {
  rmSync(temp, { recursive: true, force: true });
}
tally.finish();

function pack({ name, folder }: Published): Packed {
  const output = run('npm', ['pack', '--json', '--pack-destination', temp], folder);
  const parsed = JSON.parse(output) as readonly Packed[] | Readonly<Record<string, Packed>>;
  const packed = Object.values(parsed)[0];
  if (packed === undefined) throw new Error(`npm pack printed no tarball: ${output}`);
  tarballs.set(name, join(temp, packed.filename));
  return packed;
}

function checkFiles(files: Packed['files']): void {
  const paths = files.map((file) => file.path);
  const tests = paths.filter((path) => /\.test\.|^test\/|\/test-support\//.test(path));
  if (tests.length > 0) throw new Error(`tests are packed: ${tests.join(', ')}`);
  for (const wanted of ['dist/index.js', 'dist/index.d.ts', 'src/index.ts', 'README.md'])
    if (!paths.includes(wanted)) throw new Error(`not packed: ${wanted}`);
}

async function checkConsumer(): Promise<void> {
  const consumer = createConsumer(root, join(temp, 'consumer'), packages, tarballs);
  if (!(await tally.check('a project installs the tarballs', () => consumer.install()))) return;
  for (const compiler of ['5.9', '6', '7'] as const)
    for (const resolution of ['nodenext', 'bundler'] as const)
      await tally.check(`TypeScript ${compiler} compiles every entry: strict, ${resolution}, skipLibCheck off`, () =>
        consumer.compile(compiler, resolution),
      );
  await tally.check('Vite builds a page, a worker and its .wasm', () => consumer.bundle());
  for (const entry of packages.flatMap((published) => published.entries)) {
    await tally.check(`node imports ${entry}`, () => {
      const code = `if (Object.keys(await import('${entry}')).length === 0) throw new Error('it exports nothing')`;
      run('node', ['--input-type=module', '-e', code], consumer.folder);
    });
    await tally.check(`node requires ${entry} from CommonJS`, () => {
      run('node', ['--input-type=commonjs', '-e', `require('${entry}')`], consumer.folder);
    });
  }
  for (const bin of packages.flatMap((published) => published.bins))
    await tally.check(`${bin} --help runs`, () => {
      run(join(consumer.folder, 'node_modules/.bin', bin), ['--help'], consumer.folder);
    });
  for (const template of ['terminal', 'web'] as const)
    await checkCreated(template, join(consumer.folder, 'node_modules/.bin/create-tidemark'));
}

async function checkCreated(template: 'terminal' | 'web', bin: string): Promise<void> {
  const app = createdApp(bin, template, join(temp, `my-${template}`), tarballs);
  if (!(await tally.check(`npm create tidemark makes a ${template} app, and npm installs it`, app.install))) return;
  await tally.check(`the ${template} app compiles`, app.compile);
  if (template === 'web') await tally.check('the web app builds', app.build);
  await tally.check(`the ${template} app runs`, app.runIt);
}
