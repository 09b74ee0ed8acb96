import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type BuildOptions, build as bundle, type Plugin } from 'esbuild';
import { applyPatches, type Patch } from '../../../../scripts/patch.ts';

/** The programs that a run starts, each one file, so that hundreds of starts do not each load hundreds. */
export interface Build {
  readonly device: string;
  readonly page: string;
  /** The server's binary. */
  readonly server: string;
  /** The server as a library, for settings that the binary does not offer. */
  readonly serverProcess: string;
}

const ROOT = join(import.meta.dirname, '../../../..');
const CONDITIONS = ['@tidemark/source', 'import', 'default'];
/** Some dependencies are CommonJS and expect `require`. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles the sources, with patches, into `folder`. Rejects when a patch does not fit. */
export async function buildPrograms(folder: string, patches: readonly Patch[] = []): Promise<Build> {
  mkdirSync(folder, { recursive: true });
  const shared: BuildOptions = { bundle: true, format: 'esm', target: 'es2023', plugins: [patching(patches)] };
  const program = async (name: string, entry: string, options: BuildOptions): Promise<string> => {
    const outfile = join(folder, `${name}.mjs`);
    await bundle({ ...shared, ...options, entryPoints: [join(ROOT, entry)], outfile, logLevel: 'error' });
    return outfile;
  };
  const node: BuildOptions = { platform: 'node', conditions: CONDITIONS, banner: { js: REQUIRE } };
  const [device, page, server, serverProcess] = await Promise.all([
    program('device', 'bench/src/faults/device-main.ts', node),
    program('page', 'bench/src/faults/page-main.ts', { conditions: ['@tidemark/source', 'browser', 'import'] }),
    program('server', 'packages/server-reference/src/bin.ts', node),
    program('server-process', 'bench/src/replay/server-process.ts', node),
  ]);
  return { device, page, server, serverProcess };
}

function patching(patches: readonly Patch[]): Plugin {
  const files = new Set(patches.map(({ file }) => file));
  return {
    name: 'patch',
    setup({ onLoad }) {
      if (files.size === 0) return;
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(ROOT, path);
        if (!files.has(file)) return undefined;
        return { contents: applyPatches(file, await readFile(path, 'utf8'), patches), loader: 'ts' };
      });
    },
  };
}
