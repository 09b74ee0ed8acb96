import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileExamples } from './docs/compile-examples.ts';
import { readExamples } from './docs/read-examples.ts';

const root = join(import.meta.dirname, '..');

function errorsOf(page: string): readonly string[] {
  return compileExamples(root, readExamples('page.md', page));
}

test('compiles ts blocks with the workspace options, each a module of its own', () => {
  const page = [
    '```ts',
    "import { appStream } from '@tidemark/protocol';",
    'await using x = { [Symbol.asyncDispose]: async () => {} };',
    "const s: string = appStream('a');",
    '```',
    '```ts',
    'const s = 1;',
    '```',
  ];
  expect(errorsOf(page.join('\n'))).toEqual([]);
});

test('names the line of the page where an example is wrong', () => {
  expect(errorsOf('# Page\n\n```ts\nconst a = 1;\nconst b: string = a;\n```\n')).toEqual([
    "page.md:5 Type 'number' is not assignable to type 'string'.",
  ]);
});

test('leaves out other languages and blocks marked ignore', () => {
  const page = '```bash\nnpm ci\n```\n```ts ignore\nnonsense(\n```\n```tsx ignore\n<a\n```\n```tsv\n1\n```';
  expect(readExamples('page.md', page)).toEqual([]);
});

test('compiles tsx blocks, with what is declared unseen before them', () => {
  const page =
    '<!-- tsx\ndeclare const size: number;\n-->\n```tsx\nexport const link = <a tabIndex={size}>here</a>;\n```\n';
  expect(errorsOf(page)).toEqual([]);
  expect(errorsOf(page.replace('number', 'string'))).toEqual([
    "page.md:5 Type 'string' is not assignable to type 'number'.",
  ]);
});

test('puts a hidden comment before the next block only, without moving its lines', () => {
  const hidden = '<!-- ts\ndeclare function render(x: string): void;\n-->\n\n```ts\nrender(1);\n```\n';
  expect(errorsOf(hidden)).toEqual([
    "page.md:6 Argument of type 'number' is not assignable to parameter of type 'string'.",
  ]);
  expect(errorsOf(`${hidden.replace('render(1)', "render('a')")}\n\`\`\`ts\nrender('a');\n\`\`\``)).toEqual([
    "page.md:10 Cannot find name 'render'.",
  ]);
});

test('lists a block that does not parse', () => {
  expect(errorsOf('```ts\nconst = 1;\n```')).not.toEqual([]);
});
