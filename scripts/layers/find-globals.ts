import ts from 'typescript';
import { isRuntime } from './find-imports.ts';
import type { Finding } from './finding.ts';
import { eachNode, lineOf, type SourceFile } from './source-file.ts';
import { RUNTIME_GLOBALS, RUNTIME_MEMBERS } from './table.ts';

/** Uses of time, chance, timers and host globals in core outside runtime/. Names that a file declares are its own. */
export function findGlobals(files: readonly SourceFile[]): Finding[] {
  const checked = files.filter(
    (file) => file.path.startsWith('packages/core/src/') && !file.isTest && !isRuntime(file.path),
  );
  const isGlobal = resolver(checked);
  return checked.flatMap((file) => {
    const findings: Finding[] = [];
    eachNode(file.ast, (node) => {
      const name = forbiddenUse(node, isGlobal);
      if (name !== undefined)
        findings.push({
          rule: 'runtime-only',
          path: file.path,
          line: lineOf(file.ast, node),
          message: `only runtime/ may touch ${name}; take a port`,
        });
    });
    return findings;
  });
}

function forbiddenUse(node: ts.Node, isGlobal: (identifier: ts.Identifier) => boolean): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const owner = node.expression.text;
    const member = `${owner}.${node.name.text}`;
    if (owner === 'globalThis' && RUNTIME_GLOBALS.has(node.name.text)) return member;
    if (RUNTIME_MEMBERS.has(member) && isGlobal(node.expression)) return member;
  }
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression)) {
    const isNow = node.expression.text === 'Date' && (node.arguments?.length ?? 0) === 0;
    if (isNow && isGlobal(node.expression)) return 'Date()';
  }
  if (ts.isIdentifier(node) && RUNTIME_GLOBALS.has(node.text) && isValue(node) && isGlobal(node)) return node.text;
  return undefined;
}

/** An identifier read as a value: not the name of a member or declaration, nor part of a type. */
function isValue(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if ('name' in parent && parent.name === node) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  return !ts.isTypeNode(parent) && !ts.isQualifiedName(parent);
}

/** Resolves names with the compiler, without any lib: what it cannot resolve is a global. */
function resolver(files: readonly SourceFile[]): (identifier: ts.Identifier) => boolean {
  const byPath = new Map(files.map((file) => [file.path, file.ast]));
  const options: ts.CompilerOptions = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.Latest };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getSourceFile: (path) => byPath.get(path),
    fileExists: (path) => byPath.has(path),
    getCurrentDirectory: () => '',
  };
  const checker = ts.createProgram([...byPath.keys()], options, host).getTypeChecker();
  return (identifier) => {
    const symbol = ts.isShorthandPropertyAssignment(identifier.parent)
      ? checker.getShorthandAssignmentValueSymbol(identifier.parent)
      : checker.getSymbolAtLocation(identifier);
    return symbol === undefined || symbol.declarations === undefined;
  };
}
