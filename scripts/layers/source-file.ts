import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import ts from 'typescript';

/** One TypeScript file of the workspace, parsed. Paths are relative to the root, with `/`. */
export interface SourceFile {
  readonly path: string;
  /** `packages/core`, `bench`, `scripts`, … */
  readonly workspace: string;
  readonly isTest: boolean;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  readonly ast: ts.SourceFile;
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export function workspaceOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'packages' || first === 'examples' ? `${first}/${second}` : first;
}

export function lineOf(ast: ts.SourceFile, node: ts.Node): number {
  return ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1;
}

/** Calls `visit` with every node of the file, outermost first. */
export function eachNode(ast: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(ast);
}

export function readSourceFile(root: string, absolutePath: string): SourceFile {
  const path = relative(root, absolutePath).split(sep).join('/');
  const text = readFileSync(absolutePath, 'utf8');
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return {
    path,
    workspace: workspaceOf(path),
    isTest: /\.test\.tsx?$|^packages\/[^/]+\/(test|src\/test-support)\//.test(path),
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: importsOf(ast),
    ast,
  };
}

/** Static, dynamic and type imports, and re-exports. */
function importsOf(ast: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  eachNode(ast, (node) => {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier))
      imports.push({ specifier: specifier.text, line: lineOf(ast, node) });
  });
  return imports;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}
