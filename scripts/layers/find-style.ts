import ts from 'typescript';
import type { Finding } from './finding.ts';
import { eachNode, lineOf, type SourceFile } from './source-file.ts';
import { EMPTY_NAMES, LONG_FILES, MAX_LINES } from './table.ts';

/** Empty names, `any`, and files that grew too long. */
export function findStyle(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const add = (rule: string, line: number, message: string): void => {
    findings.push({ rule, path: file.path, line, message });
  };
  const pathName = file.path.split('/').find(isEmptyName);
  if (pathName !== undefined) add('name', 1, `say what '${pathName}' does`);
  if (file.lineCount > MAX_LINES && LONG_FILES[file.path] === undefined)
    add('length', MAX_LINES, `${file.lineCount} lines; look for the second idea`);
  eachNode(file.ast, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) add('any', lineOf(file.ast, node), 'say the type, or use unknown');
    const name = declaredName(node);
    if (name !== undefined && isEmptyName(name)) add('name', lineOf(file.ast, node), `say what '${name}' does`);
  });
  return findings;
}

function declaredName(node: ts.Node): string | undefined {
  if (
    (ts.isClassDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isVariableDeclaration(node)) &&
    node.name !== undefined &&
    ts.isIdentifier(node.name)
  )
    return node.name.text;
  return undefined;
}

/** What browsers call it. */
const AS_BROWSERS_SAY = /service-workers?/g;

/** `rowUtils`, `sync-manager.ts`, `Helpers`: one of its words is empty. */
function isEmptyName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(AS_BROWSERS_SAY, '')
    .split(/[^a-z0-9]+/);
  return words.some((word) => EMPTY_NAMES.has(word) || EMPTY_NAMES.has(word.replace(/s$/, '')));
}
