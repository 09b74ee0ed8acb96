import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rememberedPorts, rememberPorts } from './ports.ts';

const data = mkdtempSync(join(tmpdir(), 'tidemark-ports-'));
afterAll(() => rmSync(data, { recursive: true }));

test('ports are those of the last time, else the usual ones, whatever the file says', () => {
  expect(rememberedPorts(data)).toEqual({ page: 4600, server: 4610 });
  rememberPorts(data, { page: 5000, server: 5001 });
  expect(rememberedPorts(data)).toEqual({ page: 5000, server: 5001 });
  for (const text of ['', 'null', '{"page":"5000","server":-1}', '{"page":70000}']) {
    writeFileSync(join(data, 'ports.json'), text);
    expect(rememberedPorts(data)).toEqual({ page: 4600, server: 4610 });
  }
});
