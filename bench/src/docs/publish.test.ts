import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineBetween } from '../local/line.ts';
import { type Outcome, publish } from './publish.ts';

const PAGE = 'before\n<!-- e2e: written by `bench` -->\nold\n<!-- /e2e -->\nafter\n';
const lines = [lineBetween({ name: 'E3', unit: 'ms', must: 1.5 }, 10, 5)];
const outcome: Outcome = {
  section: { name: 'e2e', command: 'bench' },
  tables: [{ title: 'End to end', lines }],
  more: 'and more',
  told: { lines },
  tookMs: 2_000,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-publish-'));
  writeFileSync(join(folder, 'performance.md'), PAGE);
});
afterEach(() => rmSync(folder, { recursive: true }));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('with --docs the section is written anew, with the chart that stands beside the page', () => {
  publish({ docs: true }, outcome, folder);
  const page = read('performance.md');
  expect(page).toMatch(
    /^before\n[\s\S]*; 2 s in all\.\n\n\| workload[\s\S]*\| MISSED \|\n\n!\[.*\]\(performance-e2e\.svg\)/,
  );
  expect(page).toMatch(/\n\nand more\n\n<!-- \/e2e -->\nafter\n$/);
  expect(page).not.toMatch(/old|###/);
  expect(read('performance-e2e.svg')).toContain('E3');
});

test('several tables stand under their titles', () => {
  publish({ docs: true }, { ...outcome, tables: [...outcome.tables, { title: 'Other', lines }] }, folder);
  expect(read('performance.md')).toMatch(/### End to end\n\n\|[\s\S]*### Other\n\n\|/);
});

test('files are written where they are asked for, and the page only with --docs', () => {
  publish({ docs: false }, outcome, folder);
  expect(readdirSync(folder)).toEqual(['performance.md']);
  publish({ docs: false, json: join(folder, 'a.json'), chart: join(folder, 'a.svg') }, outcome, folder);
  expect(JSON.parse(read('a.json'))).toEqual(JSON.parse(JSON.stringify({ lines })));
  expect(read('a.svg')).toContain('<svg');
  expect(read('performance.md')).toBe(PAGE);
});
