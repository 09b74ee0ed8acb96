import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/**
 * Builds the service worker beside the pages, with the list of all files they are made of. Written here because it is
 * these few lines: the usual plugin brings three hundred packages.
 */
export function precache({ worker }: { readonly worker: string }): Plugin {
  let outDir = '';
  return {
    name: 'precache',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith('/')) outDir = config.build.outDir;
    },
    async closeBundle() {
      const files = readdirSync(outDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
        .map((entry) => join(entry.parentPath, entry.name).slice(outDir.length + 1))
        .filter((path) => path !== 'offline-worker.js')
        .sort();
      const hash = createHash('sha256');
      for (const path of files) hash.update(path).update(readFileSync(join(outDir, path)));
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { __PRECACHE__: JSON.stringify({ version: hash.digest('hex').slice(0, 12), files }) },
        build: {
          outDir,
          emptyOutDir: false,
          target: 'es2022',
          rolldownOptions: { input: worker, output: { format: 'iife', entryFileNames: 'offline-worker.js' } },
        },
      });
    },
  };
}
