import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@tidemark/server-reference';
import { afterAll, expect, test } from 'vitest';
import { runExample } from './test-support/run-example.ts';

const data = mkdtempSync(join(tmpdir(), 'tidemark-chat-'));
afterAll(() => rmSync(data, { recursive: true }));

test('what was written is sent, and is there at the next start before any network', async () => {
  const server = await createServer({ data: join(data, 'server'), port: 0, devTokens: true });
  const args = ['--name', 'alice', '--with', 'bob', '--data', data, '--url', server.url];
  // At the end of the input it waits for the server a few seconds only: too few for a busy machine.
  const online = await runExample('main.ts', args, 'Ahoy \x1b[31mBob\n', /✓ Ahoy/);
  expect([online.code, online.err]).toEqual([0, '']);
  expect(online.out).toMatch(/✓ Ahoy ␛\[31mBob/);
  await server.close();
  const offline = await runExample('main.ts', args, '/list\n/quit\n');
  expect(offline.out).toMatch(/\d\d:\d\d alice: Ahoy ␛\[31mBob ✓/);
  expect(offline.out).toContain('▸1 bob');
  expect(offline.code).toBe(0);
});

test('a command line that does not fit is told, and fails', async () => {
  const wrong = await runExample('main.ts', ['--name', 'alice', '--url', 'http://harbour']);
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.err).toContain('--url must be like ws://');
  expect(await runExample('main.ts', [])).toMatchObject({ code: 1, err: '' });
});
