import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageAdapter } from '@tidemark/core';
import type { StorageHarness } from '@tidemark/testing';

export function sqliteHarness(open: (path: string) => StorageAdapter): StorageHarness {
  return {
    capabilities: { durable: true, shared: 'concurrent' },
    fresh() {
      const folder = mkdtempSync(join(tmpdir(), 'tidemark-sqlite-'));
      return {
        adapter: () => open(join(folder, 'checks.db')),
        remove: () => rmSync(folder, { recursive: true }),
      };
    },
  };
}
