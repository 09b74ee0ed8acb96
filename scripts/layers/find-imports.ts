import { posix } from 'node:path';
import type { Finding } from './finding.ts';
import type { SourceFile } from './source-file.ts';
import { workspaceOf } from './source-file.ts';
import { CORE_LAYERS, JOURNEY_IMPORTS, PACKAGE_IMPORTS, TEST_IMPORTS, TOOLS } from './table.ts';

const CORE = 'packages/core/src/';

/** Everything that one import alone can break: its form, its package, its layer. */
export function findImports(file: SourceFile): Finding[] {
  return file.imports.flatMap(({ specifier, line }) => {
    const breaches = specifier.startsWith('.') ? ofRelative(file, specifier) : ofPackage(file, specifier);
    return [...breaches].map(([rule, message]) => ({ rule, path: file.path, line, message }));
  });
}

type Breach = readonly [rule: string, message: string];

/** The path a relative import leads to, from the root. */
export function targetOf(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier);
}

function* ofRelative(file: SourceFile, specifier: string): Generator<Breach> {
  const target = targetOf(file, specifier);
  if (!/\.(tsx?|json|css)$/.test(specifier)) yield ['extension', `write the .ts extension: '${specifier}'`];
  const isTool = workspaceOf(target) === TOOLS && !isPublished(file);
  if (workspaceOf(target) !== file.workspace && !isTool)
    yield ['cross-package', `import the package by its name, not its files: '${specifier}'`];
  else if (/\/src\/index(\.[jt]sx?)?$|\/src\/?$/.test(target))
    yield ['own-index', `import the file that defines the thing: '${specifier}'`];
  if (file.path.startsWith(CORE) && target.startsWith(CORE) && !file.isTest) yield* ofLayer(file.path, target);
}

function* ofLayer(from: string, to: string): Generator<Breach> {
  const importer = layerOf(from);
  const imported = layerOf(to);
  if (importer.rank < 0) yield ['layer', `'${importer.name}' is not a layer of scripts/layers/table.ts`];
  else if (imported.rank > importer.rank) yield ['layer', `${importer.name} lies below ${imported.name}: '${to}'`];
}

function layerOf(path: string): { readonly name: string; readonly rank: number } {
  const [folder = '', ...rest] = path.slice(CORE.length).split('/');
  if (rest.length === 0) return { name: folder, rank: CORE_LAYERS.length };
  return { name: `${folder}/`, rank: CORE_LAYERS.indexOf(folder) };
}

function* ofPackage(file: SourceFile, specifier: string): Generator<Breach> {
  if (file.path.startsWith(CORE) && specifier.startsWith('node:') && !file.isTest && !isRuntime(file.path))
    yield ['runtime-only', `only runtime/ may import '${specifier}'`];
  const imported = /^@tidemark\/([^/]+)/.exec(specifier)?.[1];
  const importer = /^packages\/(.+)$/.exec(file.workspace)?.[1];
  if (imported === undefined || importer === undefined) return;
  if (imported === importer) {
    if (!file.path.includes('/test/')) yield ['own-index', `a package does not import itself by name: '${specifier}'`];
    return;
  }
  const allowed = PACKAGE_IMPORTS[importer];
  if (allowed === undefined) yield ['layer', `'${importer}' is not a package of scripts/layers/table.ts`];
  else if (!allowed.includes(imported) && !(file.isTest && testImportsOf(importer).includes(imported)))
    yield ['layer', `${importer} may import ${allowed.join(', ') || 'nothing of ours'}, not ${imported}`];
}

/** Whether the file, or what imports it, is in what npm gets. */
function isPublished({ path }: SourceFile): boolean {
  return /^packages\/[^/]+\/src\//.test(path);
}

function testImportsOf(importer: string): readonly string[] {
  return importer === 'testing' ? [...TEST_IMPORTS, ...JOURNEY_IMPORTS] : TEST_IMPORTS;
}

export function isRuntime(path: string): boolean {
  return path.startsWith(`${CORE}runtime/`);
}
