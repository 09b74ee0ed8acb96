import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change, OpenSpec, StorageAdapter } from '@tidemark/core';
import { onTestFinished } from 'vitest';

export const spec: OpenSpec = {
  name: 'test',
  stores: [
    { name: 'messages', keyArity: 2, indexes: { id: 1 }, clustered: true },
    { name: 'meta', keyArity: 1, indexes: {} },
  ],
};

/** A folder of its own for one test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A small disk for one test; `undefined`, loudly, where mounting is not allowed. */
export function smallDisk(options: string): string | undefined {
  const folder = join(testFolder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (cause) {
    if (process.env['REQUIRE_SERVICES'] === '1') throw cause;
    console.error(`NOT TESTED: no disk of ${options}, mount is not allowed here (${String(cause).split('\n')[1]})`);
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

export function message(n: number, text = `text ${n}`): Change {
  return {
    store: 'messages',
    put: { key: ['crew', n], rev: Math.trunc(n), keys: { id: [[`id${n}`]] }, body: { text } },
  };
}

export async function counts(storage: StorageAdapter): Promise<readonly unknown[]> {
  return storage.read([
    { store: 'messages', count: true },
    { store: 'messages', index: 'id', count: true },
  ]);
}
