import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function run(...args: readonly string[]) {
  const bin = join(import.meta.dirname, 'bin.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@tidemark/source', bin, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('[CRE-3] what the command line does not say right is refused in one line', () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('npm create tidemark FOLDER') });
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('npm create tidemark FOLDER') });
  const unknown = run('my-app', '--template', 'mobile');
  expect(unknown).toMatchObject({ status: 1, stdout: '' });
  expect(unknown.stderr).toBe('--template is mobile. There are web and terminal. [options/invalid]\n');
  for (const args of [['one', 'two'], ['--tempalte', 'web'], [import.meta.dirname]]) {
    const { status, stderr } = run(...args);
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
  }
});
