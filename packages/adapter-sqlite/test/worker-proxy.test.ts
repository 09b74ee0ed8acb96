import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { StorageAdapter } from '@tidemark/core';
import { proxyStorage } from '@tidemark/core/worker';
import { modelCheck, storageChecks } from '@tidemark/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { sqlite } from '../src/node-sqlite.ts';
import { counts, message, spec, testFolder } from './on-disk.ts';
import { sqliteHarness } from './sqlite-harness.ts';

const script = join(import.meta.dirname, 'storage-child.ts');
const startThread = () => new Worker(script, { execArgv: ['--conditions=@tidemark/source'] });

/** An adapter that lives in the thread. */
function within(thread: Worker, path: string): StorageAdapter {
  const { port1, port2 } = new MessageChannel();
  thread.postMessage({ port: port2, path }, [port2]);
  return proxyStorage(port1);
}

describe('node:sqlite in a thread of its own', () => {
  const thread = startThread();
  afterAll(() => thread.terminate());
  const harness = sqliteHarness((path) => within(thread, path));
  for (const { name, run } of [...storageChecks(harness), modelCheck(harness)]) test(name, run);
});

test('[WRK-3] a thread that is ended takes its calls with it, and what it had committed is there for the next', async () => {
  const path = join(testFolder(), 'a.db');
  const thread = startThread();
  const storage = within(thread, path);
  await storage.open(spec);
  await storage.commit([message(1)]);
  const calls = Promise.allSettled(Array.from({ length: 20 }, (_, n) => storage.commit([message(n + 2)])));
  await thread.terminate();
  const outcomes = await calls;
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'storage/unavailable' });
  }
  await expect(storage.read([])).rejects.toMatchObject({ code: 'storage/unavailable' });
  await storage.close();
  const next = sqlite(path);
  await next.open(spec);
  const [rows] = await counts(next);
  expect(rows).toBeGreaterThanOrEqual(1 + outcomes.filter(({ status }) => status === 'fulfilled').length);
  await next.close();
});
