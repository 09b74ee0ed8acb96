import { type StorageAdapter, TidemarkError } from '@tidemark/core';
import { proxyStorage } from '@tidemark/core/worker';
import { modelCheck, type StorageHarness, storageChecks } from '@tidemark/testing';
import { describe, expect, test } from 'vitest';
import { sqlite } from '../../src/wasm.ts';
import { opfsSqlite } from '../../src/wasm-worker.ts';
import { at, counts, freshName, put, spec, start } from './in-worker.ts';

/** Opens what another worker held until now: its end lets go of the file, but nobody is told when. */
async function openOnceFree(storage: StorageAdapter): Promise<void> {
  for (;;) {
    const refusal = await storage.open(spec).catch((error: unknown) => error);
    if (refusal === undefined) return;
    if (!TidemarkError.is(refusal, 'storage/blocked')) throw refusal;
  }
}

/** Many adapters in one worker: starting one takes most of a second. */
const shared = new Worker(new URL('./shared-worker-child.ts', import.meta.url), { type: 'module' });
function within(path: string): StorageAdapter {
  const { port1, port2 } = new MessageChannel();
  shared.postMessage({ port: port2, path }, [port2]);
  return proxyStorage(port1);
}

describe('sqlite-wasm on OPFS', () => {
  const harness: StorageHarness = {
    capabilities: { durable: true, shared: 'owner' },
    fresh() {
      const name = freshName();
      return { adapter: () => within(name), remove: () => within(name).destroy() };
    },
  };
  for (const { name, run } of [...storageChecks(harness), modelCheck(harness, { runs: 25 })]) {
    test(name, run);
  }
});

test('[SQL-3] a worker that is ended rejects its calls; the next one finds all commits that resolved', async () => {
  const name = freshName();
  let worker: Worker | undefined;
  const storage = sqlite(() => {
    worker = start(name);
    return worker;
  });
  await storage.open(spec);
  await storage.commit([put(0)]);
  const calls = Array.from({ length: 50 }, (_, n) => storage.commit([put(n + 1)]));
  const outcomes = Promise.allSettled(calls);
  await calls[5];
  worker?.terminate();
  const rejected = (await outcomes).filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of rejected) expect(reason).toMatchObject({ code: 'storage/unavailable' });
  await openOnceFree(storage);
  const [rows, entries] = await counts(storage);
  expect(rows).toBe(entries);
  expect(rows).toBeGreaterThanOrEqual(51 - rejected.length);
  await storage.destroy();
});

test('[SQL-3] a name with folders is refused', () => {
  expect(() => opfsSqlite('a/b.db')).toThrow(/options\/invalid/);
});

test('[SQL-3] a second tab is refused with storage/blocked, and may open when the first one closed or died', async () => {
  const name = freshName();
  const first = start(name);
  const [one, two] = [sqlite(() => first), at(name)];
  await one.open(spec);
  await one.commit([put(1)], [], 'strict');
  await expect(two.open(spec)).rejects.toMatchObject({ code: 'storage/blocked', retryable: true });
  first.terminate();
  await openOnceFree(two);
  expect(await counts(two)).toEqual([1, 1]);
  await two.destroy();
});
