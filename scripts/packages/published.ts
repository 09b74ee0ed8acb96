import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package that goes to the registry. */
export interface Published {
  readonly name: string;
  readonly folder: string;
  /** What one may import, `@tidemark/core/rxjs`, without package.json. */
  readonly entries: readonly string[];
  readonly bins: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean | undefined;
  readonly exports?: Readonly<Record<string, unknown>> | undefined;
  readonly bin?: Readonly<Record<string, string>> | undefined;
}

export function readPublished(root: string): readonly Published[] {
  return globSync('packages/*/package.json', { cwd: root })
    .sort()
    .flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
      if (manifest.private) return [];
      const entries = Object.keys(manifest.exports ?? {})
        .filter((key) => key !== './package.json')
        .map((key) => manifest.name + key.slice(1));
      return [
        { name: manifest.name, folder: join(root, dirname(path)), entries, bins: Object.keys(manifest.bin ?? {}) },
      ];
    });
}
