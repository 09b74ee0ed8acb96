/** One `ts` or `tsx` block of a page, as a module of its own. */
export interface Example {
  readonly path: string;
  readonly language: 'ts' | 'tsx';
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly code: string;
  /** Lines before the first of the block: what a comment `<!-- ts … -->` (or `tsx`) before the block declares, unseen by readers. */
  readonly hiddenLines: number;
}

const PRELUDE_START = /^<!--\s*tsx?\s*$/;
const COMPILED = /^(tsx|ts|typescript)\b(?!.*\bignore\b)/;

/** The `ts` and `tsx` blocks of a markdown page but those marked `ignore`. */
export function readExamples(path: string, text: string): readonly Example[] {
  const examples: Example[] = [];
  let prelude: string[] = [];
  let block:
    | { readonly info: string; readonly line: number; readonly lines: string[]; readonly fence: string }
    | undefined;
  let isPrelude = false;
  text.split('\n').forEach((line, index) => {
    const fence = /^\s*(```+)(.*)$/.exec(line);
    if (isPrelude) {
      if (line.includes('-->')) isPrelude = false;
      else prelude.push(line);
    } else if (block !== undefined) {
      if (line.trim() !== block.fence) block.lines.push(line);
      else {
        if (COMPILED.test(block.info)) examples.push(toExample(path, block, prelude));
        prelude = [];
        block = undefined;
      }
    } else if (fence !== null) {
      block = { info: (fence[2] ?? '').trim(), line: index + 1, lines: [], fence: fence[1] ?? '```' };
    } else if (PRELUDE_START.test(line)) {
      isPrelude = true;
    } else if (line.trim() !== '') prelude = [];
  });
  return examples;
}

function toExample(
  path: string,
  { info, line, lines }: { readonly info: string; readonly line: number; readonly lines: readonly string[] },
  prelude: readonly string[],
): Example {
  const language = info.startsWith('tsx') ? 'tsx' : 'ts';
  return {
    path,
    language,
    line,
    code: [...prelude, ...lines, 'export {};', ''].join('\n'),
    hiddenLines: prelude.length,
  };
}
