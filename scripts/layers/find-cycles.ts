import { targetOf } from './find-imports.ts';
import type { Finding } from './finding.ts';
import type { SourceFile } from './source-file.ts';

/** Import cycles between files, type imports included: one finding a cycle, at its first edge. */
export function findCycles(files: readonly SourceFile[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const trail: string[] = [];
  const findings: Finding[] = [];

  const visit = (file: SourceFile): void => {
    trail.push(file.path);
    for (const { specifier, line } of file.imports) {
      const target = specifier.startsWith('.') ? byPath.get(targetOf(file, specifier)) : undefined;
      if (target === undefined || done.has(target.path)) continue;
      const start = trail.indexOf(target.path);
      if (start < 0) visit(target);
      else {
        const message = [...trail.slice(start), target.path].join(' → ');
        findings.push({ rule: 'cycle', path: file.path, line, message });
      }
    }
    trail.pop();
    done.add(file.path);
  };

  for (const file of files) if (!done.has(file.path)) visit(file);
  return findings;
}
