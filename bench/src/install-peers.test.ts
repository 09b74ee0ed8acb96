import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installPeers } from './install-peers.ts';

test('peers are installed once, and again when their lock file is newer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-peers-'));
  const write = (path: string, atS: number): void => {
    writeFileSync(join(folder, path), '{}');
    utimesSync(join(folder, path), atS, atS);
  };
  let installs = 0;
  const install = (): void => installPeers(folder, () => installs++);
  mkdirSync(join(folder, 'node_modules'));
  write('package-lock.json', 1_000);
  install();
  expect(installs).toBe(1);
  write('node_modules/.package-lock.json', 2_000);
  install();
  expect(installs).toBe(1);
  write('package-lock.json', 3_000);
  install();
  expect(installs).toBe(2);
  rmSync(folder, { recursive: true });
});
