import { join } from 'node:path';
import { readRules } from './rules/read-rules.ts';
import { readTitles } from './rules/read-titles.ts';

export interface RulesReport {
  readonly rules: number;
  readonly titles: number;
  readonly errors: readonly string[];
}

/** Compares the rules of SPEC.md and PROTOCOL.md with the titles of the tests, both ways. */
export function checkRules(root: string): RulesReport {
  const rules = readRules(root);
  const titles = readTitles(root);
  const tested = new Set(titles.filter(({ mark }) => mark === undefined).flatMap(({ ids }) => ids));
  const defined = new Map<string, string>();
  const errors: string[] = [];
  for (const { id, path, line } of rules) {
    const first = defined.get(id);
    if (first !== undefined) errors.push(`${path}:${line} ${id} is defined twice, first in ${first}`);
    else defined.set(id, `${path}:${line}`);
    if (!tested.has(id)) errors.push(`${path}:${line} ${id} has no test`);
  }
  for (const { text, ids, path, line, mark } of titles) {
    if (ids.length === 0) errors.push(`${path}:${line} the title names no rule: '${text}'`);
    for (const id of ids) if (!defined.has(id)) errors.push(`${path}:${line} ${id} is not defined: '${text}'`);
    if (mark !== undefined) errors.push(`${path}:${line} the test is marked ${mark}: '${text}'`);
  }
  return { rules: rules.length, titles: titles.length, errors };
}

if (import.meta.main) {
  const { rules, titles, errors } = checkRules(join(import.meta.dirname, '..'));
  for (const error of errors) console.error(error);
  console.log(`rules: ${rules} rules, ${titles} titles, ${errors.length} errors`);
  if (errors.length > 0) process.exitCode = 1;
}
