import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { readCorpus } from './read-corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-corpus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = [
  { c: 'a', n: 0, kind: 'join', from: 'ann', text: '' },
  { c: 'a', n: 1, kind: 'message', from: 'ann', text: 'Ahoy ⚓' },
  { c: 'a', n: 2, kind: 'action', from: 'bob', text: 'waves', replyTo: 1 },
  { c: 'a', n: 3, kind: 'leave', from: 'bob', text: '' },
];

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const text = lines.map((line) => JSON.stringify(line)).join('\n');

test('messages and actions are read, from plain and packed files, and the events among them', async () => {
  const plain = await readCorpus(write('plain.jsonl', text));
  expect(plain).toEqual({ lines: lines.slice(1, 3), events: [lines[0], lines[3]] });
  expect(await readCorpus(write('packed.jsonl.gz', gzipSync(`${text}\n`)))).toEqual(plain);
});

test('a limit counts messages, and reads no further', async () => {
  const { lines: found, events } = await readCorpus(write('limited.jsonl', `${text}\nnot JSON`), 2);
  expect([found.length, events.length]).toEqual([2, 1]);
});

test('a line that does not fit is named', async () => {
  await expect(readCorpus(write('broken.jsonl', `${text}\n{`))).rejects.toThrow(/broken\.jsonl:5: is not JSON/);
  const half = '{"kind":"message","c":"a","n":1}';
  await expect(readCorpus(write('half.jsonl', half))).rejects.toThrow(/half\.jsonl:1: needs c, n, from and text/);
});

test('a file that is not there, or not packed, is refused', async () => {
  await expect(readCorpus(join(folder, 'none.jsonl'))).rejects.toThrow(/ENOENT/);
  await expect(readCorpus(write('fake.gz', text))).rejects.toThrow(/header/);
});
