import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageHarness } from '@tidemark/testing';
import { levelStorage } from './level-storage.ts';

/** What the checks need to know: what the adapter says of itself, and how to get a fresh place. */
export const levelHarness: StorageHarness = {
  capabilities: { durable: true, shared: 'owner' },
  fresh() {
    const folder = mkdtempSync(join(tmpdir(), 'level-'));
    return { adapter: () => levelStorage(join(folder, 'db')), remove: () => rmSync(folder, { recursive: true }) };
  },
};
