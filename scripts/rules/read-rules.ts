import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One numbered rule, where SPEC.md or PROTOCOL.md defines it. */
export interface Rule {
  readonly id: string;
  readonly path: string;
  readonly line: number;
}

const PAGES = ['packages/*/SPEC.md', 'packages/*/PROTOCOL.md'];

/** `- **PRO-7** …`, `**PRO-7** …`, `- PRO-7 …`, `### PRO-7 …`: a rule is defined where a line begins with its id. */
const DEFINITION = /^\s*(?:(?:[-*]|\d+\.|#+)\s+(?:\*\*)?|\*\*)([A-Z][A-Z0-9]*-\d+)\b/;

export function readRules(root: string): readonly Rule[] {
  return PAGES.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort()
    .flatMap((path) => {
      let isFenced = false;
      return readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((text, index) => {
          if (/^\s*```/.test(text)) isFenced = !isFenced;
          const id = isFenced ? undefined : DEFINITION.exec(text)?.[1];
          return id === undefined ? [] : [{ id, path, line: index + 1 }];
        });
    });
}
