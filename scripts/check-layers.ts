import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { findCycles } from './layers/find-cycles.ts';
import { findGlobals } from './layers/find-globals.ts';
import { findImports } from './layers/find-imports.ts';
import { findStyle } from './layers/find-style.ts';
import { type Finding, printFinding } from './layers/finding.ts';
import { readSourceFile } from './layers/source-file.ts';
import { LONG_FILES, MAX_LINES } from './layers/table.ts';

const SOURCES = [
  'packages/*/src/**/*.{ts,tsx}',
  'packages/*/test/**/*.{ts,tsx}',
  'examples/*/src/**/*.{ts,tsx}',
  'bench/src/**/*.{ts,tsx}',
  'scripts/**/*.ts',
];

/** Everything in the workspace under `root` that breaks the rules of scripts/layers/table.ts. */
export function checkLayers(root: string): { readonly files: number; readonly findings: readonly Finding[] } {
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort()
    .map((path) => readSourceFile(root, join(root, path)));
  const findings = [
    ...files.flatMap(findImports),
    ...findCycles(files),
    ...findGlobals(files),
    ...files.flatMap(findStyle),
  ];
  return { files: files.length, findings };
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const { files, findings } = checkLayers(root);
  for (const finding of findings) console.error(printFinding(finding));
  for (const [path, why] of Object.entries(LONG_FILES))
    console.log(existsSync(join(root, path)) ? `allowed above ${MAX_LINES} lines: ${path} (${why})` : `gone: ${path}`);
  console.log(`layers: ${files} files, ${findings.length} findings`);
  if (findings.length > 0) process.exitCode = 1;
}
