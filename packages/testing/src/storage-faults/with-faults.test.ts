import { memoryStorage, type StorageAdapter } from '@tidemark/core';
import { expect, test } from 'vitest';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import { memoryHarness } from '../storage-checks/memory-harness.ts';
import { modelCheck } from '../storage-checks/model-check.ts';
import { storageChecks } from '../storage-checks/storage-checks.ts';
import { type CommitFault, withFaults } from './with-faults.ts';

const spec = { name: 'test', stores: [{ name: 'rows', keyArity: 1, indexes: {} }] };
const put = (n: number) => [{ store: 'rows', put: { key: [n], rev: 1, keys: {}, body: {} } }];
const keys = async (storage: StorageAdapter) =>
  ((await storage.read([{ store: 'rows' }])) as { key: number[] }[][])[0]?.map(({ key }) => key[0]);
const second =
  (fault: CommitFault) =>
  (n: number): CommitFault | undefined =>
    n === 2 ? fault : undefined;

const random = createSeededRandom('delays');
const turns = async () => {
  for (let left = Math.floor(random.fraction() * 4); left > 0; left--) await new Promise(setImmediate);
};
const delayed = memoryHarness(() => withFaults(memoryStorage(), { delay: turns }));
for (const { name, run } of [...storageChecks(delayed), modelCheck(delayed)]) test(name, run);

test('[FLT-1] a refused commit rejects with its code and leaves nothing behind; the next one works', async () => {
  const storage = withFaults(memoryStorage(), {
    commit: second({ kind: 'refuse', code: 'storage/quota-exceeded', retryable: true }),
  });
  await storage.open(spec);
  await storage.commit(put(1));
  await expect(storage.commit(put(2))).rejects.toMatchObject({ code: 'storage/quota-exceeded', retryable: true });
  await storage.commit(put(3));
  expect(await keys(storage)).toEqual([1, 3]);
});

for (const when of ['before', 'after'] as const) {
  test(`[FLT-2] a process that dies ${when} a commit does nothing more, and the next one finds what was kept`, async () => {
    const disk = memoryStorage();
    const storage = withFaults(disk, { commit: second({ kind: 'die', when }) });
    await storage.open(spec);
    const calls = [1, 2, 3].map((n) => storage.commit(put(n)));
    const dead = { status: 'rejected', reason: { code: 'storage/unavailable' } };
    expect(await Promise.allSettled(calls)).toMatchObject([{ value: true }, dead, {}]);
    await expect(storage.open(spec)).rejects.toMatchObject(dead.reason);
    await storage.close();
    const next = withFaults(disk, {});
    await next.open(spec);
    expect((await keys(next))?.filter((n) => n !== 3)).toEqual(when === 'before' ? [1] : [1, 2]);
  });
}

test('[FLT-3] a handle that is lost refuses every call until it is opened again', async () => {
  const storage = withFaults(memoryStorage(), { commit: second({ kind: 'lose-handle' }) });
  await storage.open(spec);
  await storage.commit(put(1));
  await expect(storage.commit(put(2))).rejects.toMatchObject({ code: 'storage/closed' });
  await expect(keys(storage)).rejects.toMatchObject({ code: 'storage/closed' });
  await storage.open(spec);
  await storage.commit(put(2));
  expect(await keys(storage)).toEqual([1, 2]);
});
