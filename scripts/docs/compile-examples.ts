import { join } from 'node:path';
import ts from 'typescript';
import type { Example } from './read-examples.ts';

/** Compiles each example as a module in `root`, against the sources. Returns `page:line message`. */
export function compileExamples(root: string, examples: readonly Example[]): readonly string[] {
  const files = new Map(examples.map((example, n) => [join(root, `docs-example-${n}.${example.language}`), example]));
  const options = readOptions(root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const example = files.get(path);
    if (example === undefined) return getSourceFile(path, version, ...rest);
    return ts.createSourceFile(path, example.code, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([path, example]) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (diagnostic) => `${place(example, diagnostic)} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`,
    );
  });
}

function place({ path, line, hiddenLines }: Example, { file, start }: ts.Diagnostic): string {
  const at = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
  return at < hiddenLines ? `${path}:${line} (hidden)` : `${path}:${line + 1 + at - hiddenLines}`;
}

/** The options of the workspace, for one that reads: hosts' types are there, and nothing is declared for others. */
function readOptions(root: string): ts.CompilerOptions {
  const path = join(root, 'tsconfig.base.json');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, root);
  return {
    ...options,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: ['node'],
    jsx: ts.JsxEmit.ReactJSX,
    noEmit: true,
    declaration: false,
    isolatedDeclarations: false,
  };
}
