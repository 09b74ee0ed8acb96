import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { eachNode, lineOf, readSourceFile } from '../layers/source-file.ts';

/** The title of one test, with the rules it names. */
export interface Title {
  readonly text: string;
  readonly ids: readonly string[];
  readonly path: string;
  readonly line: number;
  /** `skip`, `todo`, `only` or `fails`, where the test is marked so. */
  readonly mark?: string | undefined;
}

const TEST_FILES = ['packages/*/src/**/*.test.{ts,tsx}', 'packages/*/test/**/*.test.{ts,tsx}'];
const SUITES = ['packages/testing/src/**/*.ts'];
const MARKS = new Set(['skip', 'todo', 'only', 'fails']);

/** `[OUT-3] keeps …`, `[OUT-3, PRO-9] …`, `[OUT-3][PRO-9] …`. */
function idsOf(text: string): string[] {
  const ids: string[] = [];
  let rest = text;
  for (;;) {
    const group = /^\[([A-Z][A-Z0-9]*-\d+(?:,\s*[A-Z][A-Z0-9]*-\d+)*)\]\s*/.exec(rest);
    if (group === null) return ids;
    ids.push(...(group[1] ?? '').split(/,\s*/));
    rest = rest.slice(group[0].length);
  }
}

/** Titles of `test(…)` in test files, and of checks that packages/testing offers as data (`{ name, run }`). */
export function readTitles(root: string): readonly Title[] {
  const paths = [...TEST_FILES, ...SUITES].flatMap((pattern) => globSync(pattern, { cwd: root }));
  return [...new Set(paths)].sort().flatMap((path) => {
    const { ast } = readSourceFile(root, join(root, path));
    const titles: Title[] = [];
    eachNode(ast, (node) => {
      const found = titleOf(node);
      if (found === undefined || !isReadable(found.text)) return;
      titles.push({ ...found, ids: idsOf(found.text), path, line: lineOf(ast, node) });
    });
    return titles;
  });
}

/** A title that is wholly a variable comes from data; the data's own literals are read where they stand. */
function isReadable(text: string): boolean {
  return text !== '' && !/^[%$]\w/.test(text);
}

function titleOf(node: ts.Node): { readonly text: string; readonly mark?: string | undefined } | undefined {
  if (ts.isCallExpression(node)) {
    const call = testCall(node.expression);
    const title = node.arguments[0];
    if (call !== undefined && title !== undefined) return { text: literal(title) ?? '', mark: call.mark };
  }
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'name' && hasRun(node.parent))
    return { text: literal(node.initializer) ?? '' };
  const text = ts.isExpression(node) && !isTitleOfAnother(node) ? literal(node) : undefined;
  return text !== undefined && idsOf(text).length > 0 ? { text } : undefined;
}

/** Whether the literal was read already, as the argument of `test` or the name of a check. */
function isTitleOfAnother(node: ts.Node): boolean {
  const parent = node.parent;
  if (ts.isCallExpression(parent)) return parent.arguments[0] === node && testCall(parent.expression) !== undefined;
  if (ts.isBinaryExpression(parent)) return true;
  return ts.isPropertyAssignment(parent) && parent.name.getText() === 'name' && hasRun(parent.parent);
}

function hasRun(object: ts.Node): boolean {
  return (
    ts.isObjectLiteralExpression(object) && object.properties.some((property) => property.name?.getText() === 'run')
  );
}

/** `test`, `it`, `test.skip`, `test.each(…)`, `test.skipIf(…)`: a call that takes a title. */
function testCall(callee: ts.Expression): { readonly mark?: string | undefined } | undefined {
  if (ts.isIdentifier(callee)) return callee.text === 'test' || callee.text === 'it' ? {} : undefined;
  if (ts.isPropertyAccessExpression(callee)) {
    const owner = testCall(callee.expression);
    const name = callee.name.text;
    if (owner === undefined || name === 'each' || name === 'for' || name === 'extend') return undefined;
    return MARKS.has(name) ? { mark: name } : owner;
  }
  if (ts.isCallExpression(callee) && ts.isPropertyAccessExpression(callee.expression))
    return testCall(callee.expression.expression);
  return undefined;
}

/** The text of a literal, up to its first hole. */
function literal(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text;
  if (ts.isBinaryExpression(node)) return literal(node.left);
  return undefined;
}
