import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileExamples } from './docs/compile-examples.ts';
import { readExamples } from './docs/read-examples.ts';

const PAGES = ['README.md', 'packages/*/README.md', 'docs/guides/**/*.md'];

/** Compiles every `ts` and `tsx` block of the pages under `root`. */
export function checkDocs(root: string): { readonly examples: number; readonly errors: readonly string[] } {
  const pages = PAGES.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
  const examples = pages.flatMap((path) => readExamples(path, readFileSync(join(root, path), 'utf8')));
  return { examples: examples.length, errors: compileExamples(root, examples) };
}

if (import.meta.main) {
  const { examples, errors } = checkDocs(join(import.meta.dirname, '..'));
  for (const error of errors) console.error(error);
  console.log(`docs: ${examples} examples, ${errors.length} errors`);
  if (errors.length > 0) process.exitCode = 1;
}
