import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CODES } from './codes.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/errors');
const SECTIONS = ['What it means', 'What was found', 'What to do', 'Does a retry help?'];

// ErrorDetails is a type and gone when this runs, so its codes and their details are read from the source.
const source = readFileSync(join(import.meta.dirname, 'error-details.ts'), 'utf8');
const thrown = [...source.matchAll(/^ {2}'([a-z-]+\/[a-z-]+)': ([\s\S]*?);\n(?= {2}['/]|\n|\})/gm)].map(
  ([, code = '', details = '']) => ({
    code,
    details: [...details.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name),
  }),
);
const fileOf = (code: string): string => `${code.replace('/', '-')}.md`;
const page = (code: string): string => readFileSync(join(FOLDER, fileOf(code)), 'utf8');

test('[PRO-42] every code has a page in docs/errors, and every page a code', () => {
  expect(thrown.length).toBe(source.match(/^ {2}'/gm)?.length);
  const pages = [...thrown.map(({ code }) => code), ...Object.keys(CODES)].map(fileOf);
  expect(new Set(pages).size).toBe(pages.length);
  expect(readdirSync(FOLDER).toSorted()).toEqual(pages.toSorted());
});

test('[PRO-42] a page says what the error means, what was found, what to do and whether a retry helps', () => {
  for (const code of [...thrown.map(({ code }) => code), ...Object.keys(CODES)]) {
    const text = page(code);
    expect(text.startsWith(`# ${code}\n`), code).toBe(true);
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
  }
});

test('[PRO-42] the page of a thrown code names each of its details', () => {
  for (const { code, details } of thrown) {
    const named = [...page(code).matchAll(/^- `(\w+)`: /gm)].map(([, name]) => name);
    expect({ code, named }).toEqual({ code, named: details });
  }
});

test('[PRO-42] the page of a server code says its class', () => {
  for (const [code, { class: kind }] of Object.entries(CODES)) {
    expect(page(code)).toContain(`Sent by the server, class \`${kind}\`.`);
  }
});
