import { type CommitFault, withFaults } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { watchedStorage } from '../test-support/watched-storage.ts';
import { inSteps, type Migration } from './in-steps.ts';
import { openLocalDb } from './local-db.ts';
import { memoryStorage } from './memory-adapter.ts';
import type { Schema } from './migrate.ts';
import { STORES } from './schema.ts';
import type { Change, StorageAdapter, Stored } from './storage-adapter.ts';

/** Ops get a size; messages move from ord to ord + 1000, one place is given up. Both leave what is done alone. */
const sizeOps: Migration = {
  to: 2,
  store: 'outbox',
  change: (row) => {
    const body = row.body as { text: string; size?: number };
    return body.size ? [] : [{ store: 'outbox', put: { ...row, body: { ...body, size: body.text.length } } }];
  },
};
const moveMessages: Migration = {
  to: 3,
  store: 'messages',
  change: ({ key, ...row }) => {
    const [stream, ord] = key as [string, number];
    if (ord >= 1000) return [];
    const moved: Change = { store: 'messages', put: { ...row, key: [stream, ord + 1000] } };
    return [{ store: 'messages', delete: key }, ...(ord === 7 ? [] : [moved])];
  },
};
const schema = (version: number): Schema => ({
  version,
  upgrade: inSteps([sizeOps, moveMessages].filter(({ to }) => to <= version)),
});

const open = (storage: StorageAdapter, version: number) => openLocalDb(storage, () => {}, schema(version));
const row = (store: string, key: Stored['key'], body: unknown): Change => ({
  store,
  put: { key, rev: 1, keys: {}, body },
});

/** A database as version 1 left it: 450 ops in two lanes, 450 messages in two streams. */
async function written(storage: StorageAdapter = memoryStorage()): Promise<StorageAdapter> {
  const db = await open(storage, 1);
  const rows = Array.from({ length: 450 }, (_, n) => [
    row('outbox', [n % 2 ? 'a' : 'b', n], { text: 'x'.repeat(n + 1) }),
    row('messages', [n % 2 ? 'a' : 'b', n], { n }),
  ]);
  await db.commit(rows.flat());
  await db.close();
  return storage;
}

/** Everything but the rev of the schema row, which counts commits. */
async function state(storage: StorageAdapter): Promise<unknown> {
  const [outbox, messages, [schemaRow]] = (await storage.read([
    { store: 'outbox' },
    { store: 'messages' },
    { store: 'meta', get: [['schema']] },
  ])) as [unknown, unknown, [Stored]];
  return { outbox, messages, schema: schemaRow.body };
}

test('[MIG-1] every row is changed, in order of the steps, in batches; done, nothing is written again', async () => {
  const storage = watchedStorage();
  await written(storage);
  const before = storage.commits.length;
  await open(storage, 3).then((db) => db.close());
  const batches = storage.commits.slice(before);
  expect(Math.max(...batches.map(({ changes }) => changes.length))).toBeLessThan(402);
  const db = await open(storage, 3);
  expect(storage.commits.length).toBe(before + batches.length);
  const [ops, messages] = await Promise.all([db.range({ store: 'outbox' }), db.range({ store: 'messages' })]);
  expect(
    ops.map(({ key, body }) => [key[1], (body as { size: number }).size - 1]).every(([n, size]) => n === size),
  ).toBe(true);
  expect(messages.map(({ key }) => key[1])).toEqual(
    [1, 0].flatMap((odd) => Array.from({ length: 225 }, (_, i) => 1000 + 2 * i + odd)).filter((ord) => ord !== 1007),
  );
  expect(await db.get('meta', [['schema']])).toMatchObject([{ body: { version: 3 } }]);
});

test('[MIG-2] killed before and after every commit, a migration ends as if it had not been', async () => {
  const whole = await written();
  await open(whole, 3);
  const expected = await state(whole);
  for (const when of ['before', 'after'] as const) {
    for (let n = 1, isKilled = true; isKilled; n++) {
      const disk = await written();
      const fault = (commit: number): CommitFault | undefined => (commit === n ? { kind: 'die', when } : undefined);
      isKilled = await open(withFaults(disk, { commit: fault }), 3).then(
        () => false,
        () => true,
      );
      if (!isKilled) await disk.close();
      await open(disk, 3);
      expect(await state(disk)).toEqual(expected);
      if (isKilled) expect(n).toBeLessThan(15);
      else expect(n).toBeGreaterThan(7);
    }
  }
});

test('[MIG-2] a process that dies at each of its commits gets there all the same', async () => {
  const whole = await written();
  await open(whole, 3);
  const disk = await written();
  const second = (n: number): CommitFault | undefined => (n === 2 ? { kind: 'die', when: 'before' } : undefined);
  const attempt = () =>
    open(withFaults(disk, { commit: second }), 3).then(
      () => true,
      () => false,
    );
  let deaths = 0;
  while (!(await attempt())) deaths++;
  expect(deaths).toBeGreaterThan(5);
  expect(await state(disk)).toEqual(await state(whole));
});

test('[MIG-3] once begun, older releases are shut out, and a newer one goes on to its own version', async () => {
  const disk = await written();
  const second = (n: number): CommitFault | undefined => (n === 2 ? { kind: 'die', when: 'before' } : undefined);
  await expect(open(withFaults(disk, { commit: second }), 2)).rejects.toMatchObject({ code: 'storage/unavailable' });
  await expect(open(disk, 1)).rejects.toMatchObject({ code: 'storage/version', details: { found: 2, supported: 1 } });
  await open(disk, 3);
  const whole = await written();
  await open(whole, 3);
  expect(await state(disk)).toEqual(await state(whole));
});

test('[MIG-4] a tab that was slow to migrate writes nothing over what another one has written since', async () => {
  const disk = await written();
  await disk.open({ name: 'tidemark', stores: STORES });
  // Handles of one database, as two tabs have them; the slow one stops before its second commit.
  const handle: StorageAdapter = { ...disk, open: async () => {}, close: async () => {} };
  let go = (): void => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  let commits = 0;
  const commit: StorageAdapter['commit'] = async (...request) => {
    if (++commits === 2) await held;
    return disk.commit(...request);
  };
  const slow = open({ ...handle, commit }, 3);
  await expect.poll(() => commits).toBe(2);
  const fast = await open(handle, 3);
  const mine = row('outbox', ['a', 1], { text: 'edited', size: 6 });
  await fast.commit([mine, { store: 'outbox', delete: ['a', 3] }]);
  const before = await state(disk);
  go();
  await slow;
  expect(await state(disk)).toEqual(before);
});
