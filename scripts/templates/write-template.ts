import { cpSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Template } from './templates.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>> | undefined;
  readonly devDependencies?: Readonly<Record<string, string>> | undefined;
}

/** What nobody outside of the repository has. */
const OURS = /@tidemark\/source|@tidemark-examples|(\.\.\/)+(packages|scripts|docs)\/|examples\//;
/** The name of a package that is imported. */
const PACKAGE = /(?:from|import\(?) ?'((?:@[\w.-]+\/)?[a-z][\w.-]*)/g;
const TESTS = /\.test\.tsx?$/;
const TEXT = /\.(ts|tsx|css|html|json|md|svg|webmanifest)$/;

/** Writes the template into `folder`, with `added` on top. Throws where the example has changed under what is replaced. */
export function writeTemplate(root: string, template: Template, added: string, folder: string): void {
  const { example, leftOut, replaced } = template;
  const from = join(root, example);
  const unused = new Set(Object.keys(replaced));
  const imported = new Set<string>();
  const paths = globSync('**/*', { cwd: from, exclude: (name) => name === 'node_modules' || name === 'dist' })
    .filter((path) => statSync(join(from, path)).isFile())
    .filter((path) => !TESTS.test(path) && !leftOut.some((pattern) => pattern.test(path)))
    .filter((path) => path !== 'package.json' && path !== 'README.md');
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (!TEXT.test(path)) {
      cpSync(join(from, path), join(folder, path));
      continue;
    }
    let text = readFileSync(join(from, path), 'utf8');
    for (const [pattern, by] of replaced[path] ?? []) {
      const before = text;
      text = text.replace(pattern, by);
      if (text === before) throw new Error(`${example}/${path} has no ${pattern} any more: see scripts/templates`);
    }
    unused.delete(path);
    const ours = OURS.exec(text);
    if (ours)
      throw new Error(`${example}/${path} says ${ours[0]}, which only this repository has: see scripts/templates`);
    for (const [, name = ''] of text.matchAll(PACKAGE)) imported.add(name);
    writeFileSync(join(folder, path), text);
  }
  if (unused.size > 0) throw new Error(`${example} has no ${[...unused].join()} any more: see scripts/templates`);
  cpSync(added, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(root, template, imported), null, 2)}\n`);
}

function manifestOf(root: string, { example, scripts, brought }: Template, imported: ReadonlySet<string>): object {
  const { dependencies: all = {}, devDependencies } = readManifest(join(root, example, 'package.json'));
  // What was left out may have needed the others.
  const dependencies = Object.fromEntries(Object.entries(all).filter(([name]) => imported.has(name)));
  const ofRoot = readManifest(join(root, 'package.json')).devDependencies ?? {};
  const known = { ...dependencies, ...devDependencies };
  const added = brought.filter((name) => known[name] === undefined).map((name) => [name, ofRoot[name] ?? 'ours']);
  return {
    name: 'app',
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts,
    dependencies: published(root, dependencies),
    devDependencies: published(root, { ...devDependencies, ...Object.fromEntries(added) }),
  };
}

/** Our own packages as an app finds them in the registry: those that fit the version of today. */
function published(root: string, versions: Readonly<Record<string, string>>): Record<string, string> {
  const told = Object.entries(versions).map(([name, version]): [string, string] => {
    if (!name.startsWith('@tidemark/')) return [name, version];
    return [name, `^${readManifest(join(root, 'packages', name.slice('@tidemark/'.length), 'package.json')).version}`];
  });
  return Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const readManifest = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
