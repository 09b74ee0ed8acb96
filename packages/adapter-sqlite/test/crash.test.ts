import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StorageAdapter, Stored } from '@tidemark/core';
import { expect, test } from 'vitest';
import { sqlite as betterSqlite } from '../src/better-sqlite3.ts';
import { sqlite } from '../src/node-sqlite.ts';
import { spec } from './crash-rows.ts';
import { testFolder } from './on-disk.ts';

/** Lets a child commit from batch `first`, kills it some time after `acks` commits, and gives the last one it told of. */
async function killed(path: string, driver: string, first: number, acks: number, delayMs: number): Promise<number> {
  const args = [
    '--conditions=@tidemark/source',
    join(import.meta.dirname, 'crash-child.ts'),
    path,
    driver,
    String(first),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = told.split('\n').length;
    told += text;
    if (before <= acks && told.split('\n').length > acks) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  const [code, signal] = await once(child, 'close');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  return Number(told.trim().split('\n').at(-1));
}

/** Checks that every batch up to `last` is whole, and that a later one is whole or not there; gives the next batch. */
async function inspect(storage: StorageAdapter, last: number): Promise<number> {
  await storage.open(spec);
  const [messages, [batches], entries] = (await storage.read([
    { store: 'messages' },
    { store: 'meta', get: [['batches']] },
    { store: 'messages', index: 'id', count: true },
  ])) as [Stored[], [Stored], number];
  await storage.close();
  const sizes: number[] = [];
  for (const { rev } of messages) sizes[rev] = (sizes[rev] ?? 0) + 1;
  const kept = sizes.length - 1;
  expect([last, last + 1]).toContain(kept);
  expect(sizes).toEqual(Array.from({ length: kept + 1 }, (_, n) => 1 + ((n * 37) % 200)));
  expect([batches.rev, entries]).toEqual([kept, messages.length]);
  return kept + 1;
}

for (const [driver, open] of Object.entries({ 'node:sqlite': sqlite, 'better-sqlite3': betterSqlite })) {
  test(`[STO-22] after kill -9 every commit that resolved is there, and none by half (${driver})`, async () => {
    const path = join(testFolder(), 'a.db');
    let next = 0;
    for (let round = 0; round < 6; round++) {
      const last = await killed(path, driver, next, 3 + round * 4, round / 2);
      next = await inspect(open(path), last);
    }
    expect(next).toBeGreaterThan(50);
  });
}
