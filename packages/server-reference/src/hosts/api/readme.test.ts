import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openApi } from '../../test-support/api-client.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

test('[HTT-16] the examples of the README run, and answer what they say', { timeout: 90_000 }, async () => {
  const [, script = ''] =
    /^<!-- run by src\/hosts\/api\/readme\.test\.ts -->\n```bash\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const { server } = await openApi();
  const env = { ...process.env, URL: server.httpUrl };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const said = lines.map((line) => JSON.parse(line));
  expect(said.map((each) => Object.keys(each).toSorted().join(' '))).toEqual([
    'at epoch id opId rev stream',
    'conversation head id marks members',
    'asOf conversations done',
    'at epoch opId ord rev stream',
    'at duplicate epoch opId ord rev stream',
    'opId',
    'at duplicate epoch opId ord rev stream',
    'head messages minOrd ords',
    'at author body id ord rev',
    'complete hits',
    'at epoch opId ord rev stream',
    'at epoch opId ord rev stream',
    'conversations more',
    'delivered read',
    'users',
    'answers',
  ]);
  expect(said[7].messages).toMatchObject([{ body: { text: 'Ahoy' } }, { body: { text: 'Land?' } }]);
  expect(said[9].hits).toMatchObject([{ conversation: 'crew', message: { body: { text: 'Ahoy' } } }]);
  expect(said.at(-1).answers).toMatchObject([
    { type: 'changes', from: 3, rows: [{ body: { text: 'Ahoy!' } }, { deleted: true }] },
  ]);
});
