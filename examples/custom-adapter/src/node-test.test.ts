import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the same checks pass under node:test', async () => {
  const args = [
    '--conditions=@tidemark/source',
    '--test',
    '--test-reporter=tap',
    join(import.meta.dirname, 'conformance.ts'),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toMatch(/pass (4\d|[5-9]\d)\n/);
  expect(stdout).toMatch(/fail 0\n/);
});
