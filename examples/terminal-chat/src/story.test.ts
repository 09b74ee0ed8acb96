import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, runExample } from './test-support/run-example.ts';

const data = mkdtempSync(join(tmpdir(), 'tidemark-story-'));
let first: Ended;

beforeAll(async () => {
  first = await runExample('story.ts', ['--ci', '--data', data]);
});
afterAll(() => rmSync(data, { recursive: true }));

test('the story ends well without a terminal: nothing lost, doubled or out of order', () => {
  expect(first.err).toBe('');
  expect(first.out).toContain('19 messages on 3 devices: lost 0, doubled 0, out of order 0.');
  expect(first.code).toBe(0);
});

test('the transcript tells of each message, the bot’s too, from send to read', () => {
  const rows = first.out.split('\n').filter((line) => /^ *\d+ (alice|bob|tide-bot) /.test(line));
  expect(rows).toHaveLength(19);
  for (const row of rows) expect(row).toMatch(/(\s+\d+(\.\d+)?){4}$/);
  expect(rows.filter((row) => row.includes('tide-bot  ↪'))).toHaveLength(2);
});

test('it names its data folder and its server', () => {
  expect(first.out).toMatch(/server at ws:\/\/127\.0\.0\.1:\d+\/sync/);
  expect(first.out).toContain(data);
});

test('it plays again over the data of the first time', async () => {
  const second = await runExample('story.ts', ['--ci', '--data', data]);
  expect([second.code, second.err]).toEqual([0, '']);
  expect(second.out).toContain('lost 0, doubled 0, out of order 0.');
});
