import { MessageChannel } from 'node:worker_threads';
import { memoryHarness, modelCheck, storageChecks } from '@tidemark/testing';
import { expect, onTestFinished, test } from 'vitest';
import { memoryStorage } from '../memory-adapter.ts';
import type { OpenSpec, StorageAdapter } from '../storage-adapter.ts';
import { type ProxyOptions, proxyStorage } from './proxy-storage.ts';
import { serveStorage } from './serve-storage.ts';

const spec: OpenSpec = { name: 'test', stores: [{ name: 'rows', keyArity: 1, indexes: {} }] };
const put = (n: number, body: unknown = {}) => ({ store: 'rows', put: { key: [n], rev: 1, keys: {}, body } });

function across(adapter: StorageAdapter, options?: ProxyOptions) {
  const { port1, port2 } = new MessageChannel();
  const stop = serveStorage(port2, adapter);
  onTestFinished(() => port1.close());
  return { storage: proxyStorage(port1, options), near: port1, far: port2, stop };
}

/** Commits and reads never end; everything else is the memory adapter's. */
function stuck(): StorageAdapter {
  const never = new Promise<never>(() => {});
  return { ...memoryStorage(), commit: () => never, read: () => never };
}

const harness = memoryHarness(() => across(memoryStorage()).storage);
for (const { name, run } of [...storageChecks(harness), modelCheck(harness)]) test(name, run);

test('[WRK-1] calls cross side by side, and each gets its own answer', async () => {
  const { storage } = across(memoryStorage());
  await storage.open(spec);
  const calls = Array.from({ length: 50 }, async (_, n) => {
    await storage.commit([put(n, { n })]);
    const [[row]] = (await storage.read([{ store: 'rows', get: [[n]] }])) as [[{ body: unknown }]];
    return row.body;
  });
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 50 }, (_, n) => ({ n })));
});

test('[WRK-2] an error crosses with its code, details, message and whether a retry can help', async () => {
  const { storage } = across(memoryStorage());
  const refusal = await memoryStorage()
    .read([])
    .catch((error: unknown) => error);
  await expect(storage.read([])).rejects.toStrictEqual(refusal);
  const broken = across({ ...memoryStorage(), open: async () => JSON.parse('{') });
  await expect(broken.storage.open(spec)).rejects.toMatchObject({
    code: 'storage/unavailable',
    retryable: false,
    cause: { message: expect.stringContaining('SyntaxError') },
  });
});

test('[WRK-2] what is no plain data is refused, and the calls beside it are not hurt', async () => {
  const { storage } = across(memoryStorage());
  await storage.open(spec);
  const bad = storage.commit([put(1, { act: () => 1 })]);
  const good = storage.commit([put(2)]);
  await expect(bad).rejects.toMatchObject({ code: 'storage/invalid-request' });
  expect(await good).toBe(true);
});

test('[WRK-3] when the thread is gone, calls under way and later ones reject with storage/unavailable; close does not', async () => {
  const gone = new AbortController();
  for (const end of [(near: { far: { close(): void } }) => near.far.close(), () => gone.abort()]) {
    const link = across(stuck(), { gone: gone.signal });
    await link.storage.open(spec);
    const calls = [link.storage.commit([put(1)]), link.storage.read([])];
    const outcomes = Promise.allSettled(calls);
    end(link);
    expect(await outcomes).toMatchObject([
      { reason: { code: 'storage/unavailable', retryable: false } },
      { reason: { code: 'storage/unavailable' } },
    ]);
    await expect(link.storage.open(spec)).rejects.toMatchObject({ code: 'storage/unavailable' });
    await link.storage.close();
  }
});

test('[WRK-3] a worker that fails before it answered is gone, one that fails later is not', async () => {
  const early = across(stuck());
  const opening = expect(across(stuck()).storage.open(spec)).resolves.toBe(undefined);
  await opening;
  early.stop();
  const refused = expect(early.storage.open(spec)).rejects.toMatchObject({ code: 'storage/unavailable' });
  early.near.dispatchEvent(new Event('error'));
  await refused;
  const late = across(memoryStorage());
  await late.storage.open(spec);
  late.near.dispatchEvent(new Event('error'));
  expect(await late.storage.commit([put(1)])).toBe(true);
});

test('[WRK-4] a stale handle is told across, and messages of others on the same port are left alone', async () => {
  let makeStale: (() => void) | undefined;
  const inner = memoryStorage();
  const { storage, near } = across({
    ...inner,
    open: (asked) => {
      makeStale = asked.onStale;
      return inner.open(asked);
    },
  });
  for (const other of [null, 'text', { id: 1, call: 'destroy' }]) near.postMessage(other);
  const stale = new Promise<void>((resolve) => void storage.open({ ...spec, onStale: resolve }));
  await expect.poll(() => makeStale).toBeDefined();
  makeStale?.();
  await stale;
});

test('[WRK-5] the proxy says of itself what the adapter says, from open on', async () => {
  const { storage } = across(memoryStorage());
  expect(storage.capabilities).toEqual({ durable: true, shared: 'owner' });
  await storage.open(spec);
  expect(storage.capabilities).toEqual({ durable: false, shared: 'none' });
  expect(storage.usage).toBeUndefined();
});
