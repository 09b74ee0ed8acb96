import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import type { Published } from './published.ts';
import { run } from './run.ts';

/** Peers and types that an app brings itself, in the versions this repository is tested with. */
const BROUGHT = [
  '@sqlite.org/sqlite-wasm',
  '@types/better-sqlite3',
  '@types/node',
  '@types/react',
  'better-sqlite3',
  'dexie',
  'msw',
  'react',
  'rxjs',
];

const STRICT = {
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
};

/** The compilers of other people, besides the one of this repository. Each reads what the packages declare its own way. */
const COMPILERS = { '5.9': 'npm:typescript@5.9.3', '7': 'npm:typescript@7.0.2' } as const;

const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const;

export type Compiler = keyof typeof COMPILERS | '6';
export type Resolution = keyof typeof RESOLUTIONS;

/** A project of someone else, who installed the packed packages and imports every entry. */
export interface Consumer {
  readonly folder: string;
  install(): void;
  compile(compiler: Compiler, resolution: Resolution): void;
  /** Builds a page of it with Vite. */
  bundle(): void;
}

export function createConsumer(
  root: string,
  folder: string,
  packages: readonly Published[],
  tarballs: ReadonlyMap<string, string>,
): Consumer {
  const brought = BROUGHT.map((name): [string, string] => [name, installedVersion(root, name)]);
  const packed = [...tarballs].map(([name, path]): [string, string] => [name, `file:${path}`]);
  const compilers = Object.entries(COMPILERS).map(([version, wanted]) => [`typescript-${version}`, wanted]);
  const entries = packages.flatMap((published) => published.entries);
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);

  mkdirSync(folder, { recursive: true });
  write(
    'package.json',
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: Object.fromEntries([...packed, ...brought]),
      devDependencies: Object.fromEntries(compilers),
    }),
  );
  write(
    'main.ts',
    `${entries.map((entry, n) => `import * as entry${n} from '${entry}';`).join('\n')}
export const all: readonly object[] = [${entries.map((_, n) => `entry${n}`).join(', ')}];\n`,
  );
  for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
    const compilerOptions = { ...STRICT, ...resolution };
    write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  }
  return {
    folder,
    install: () => {
      run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
    },
    compile: (compiler, resolution) => {
      const home = compiler === '6' ? join(root, 'node_modules/typescript') : `node_modules/typescript-${compiler}`;
      run('node', [join(home, 'bin/tsc'), '-p', `tsconfig.${resolution}.json`], folder);
    },
    bundle: () => bundle(root, folder),
  };
}

function installedVersion(root: string, name: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
