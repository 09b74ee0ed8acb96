import { type Change, memoryStorage, type Read, type StorageAdapter } from '@tidemark/core';
import { expect, test } from 'vitest';
import type { StorageHarness } from './harness.ts';
import { memoryHarness } from './memory-harness.ts';
import { modelCheck } from './model-check.ts';
import { storageChecks } from './storage-checks.ts';

type Fault = (good: StorageAdapter) => Partial<StorageAdapter>;

/** Changes what range reads give. */
const ranged =
  (spoil: (rows: readonly unknown[], read: Read) => unknown): Fault =>
  (good) => ({
    async read(reads) {
      const answers = await good.read(reads);
      return answers.map((answer, i) =>
        'get' in (reads[i] as Read) || 'count' in (reads[i] as Read)
          ? answer
          : spoil(answer as unknown[], reads[i] as Read),
      );
    },
  });
/** Changes what is committed. */
const committed =
  (spoil: (changes: readonly Change[]) => readonly Change[]): Fault =>
  (good) => ({ commit: (changes, guards) => good.commit(spoil(changes), guards) });
/** Changes the reads that are asked. */
const asked =
  (spoil: (read: Read) => Read): Fault =>
  (good) => ({ read: (reads) => good.read(reads.map(spoil)) });

const ofKey = (row: unknown) => JSON.stringify((row as { key: unknown }).key);

const faults: Readonly<Record<string, Fault>> = {
  'tears a commit in two': (good) => ({
    async commit(changes, guards) {
      const done = await good.commit(changes.slice(0, 1), guards);
      return done && good.commit(changes.slice(1));
    },
  }),
  'ignores guards': (good) => ({ commit: (changes) => good.commit(changes) }),
  'ignores all guards but the first': (good) => ({
    commit: (changes, guards) => good.commit(changes, guards?.slice(0, 1)),
  }),
  'checks guards before it waits': (good) => ({
    async commit(changes, guards) {
      const holds = await good.commit([], guards);
      return holds && good.commit(changes);
    },
  }),
  'sorts keys as text': ranged((rows, read) => {
    const sorted = [...rows].sort((a, b) => (ofKey(a) < ofKey(b) ? -1 : 1));
    return 'reverse' in read && read.reverse ? sorted.reverse() : sorted;
  }),
  'sorts strings by code point': ranged((rows, read) => {
    const points = (row: unknown) => Buffer.from(ofKey(row)).toString('hex');
    const isText = rows.every((row) => ofKey(row).startsWith('["'));
    if (!isText || ('reverse' in read && read.reverse) || 'index' in read) return rows;
    return [...rows].sort((a, b) => (points(a) < points(b) ? -1 : 1));
  }),
  'gives one row more than the limit': asked((read) =>
    'limit' in read && read.limit !== undefined ? { ...read, limit: read.limit + 1 } : read,
  ),
  'takes limit 0 for no limit': asked((read) =>
    'limit' in read && read.limit === 0 ? { ...read, limit: undefined } : read,
  ),
  'ignores reverse': asked((read) => ('reverse' in read ? { ...read, reverse: false } : read)),
  'leaves out the upper bound': ranged((rows, read) =>
    'to' in read && read.to?.length === 2 ? rows.filter((row) => ofKey(row) !== JSON.stringify(read.to)) : rows,
  ),
  'answers each read of a group by itself': (good) => ({
    async read(reads) {
      const answers: unknown[] = [];
      for (const read of reads) answers.push(...(await good.read([read])));
      return answers;
    },
  }),
  'applies deletes first': committed((changes) => [
    ...changes.filter((change) => 'delete' in change),
    ...changes.filter((change) => !('delete' in change)),
  ]),
  'forgets entries after the first': committed((changes) =>
    changes.map((change) => {
      if (!('put' in change)) return change;
      const first = Object.entries(change.put.keys).map(([index, entries]) => [index, entries.slice(0, 1)]);
      return { ...change, put: { ...change.put, keys: Object.fromEntries(first) } };
    }),
  ),
  'drops empty bodies': committed((changes) =>
    changes.map((change) =>
      'put' in change && change.put.body === '' ? { ...change, put: { ...change.put, body: null } } : change,
    ),
  ),
  'hands out what it was given': (good) => {
    const bodies = new Map<string, unknown>();
    return {
      async commit(changes, guards) {
        for (const change of changes) if ('put' in change) bodies.set(ofKey(change.put), change.put.body);
        return good.commit(changes, guards);
      },
      async read(reads) {
        const known = (row: unknown) =>
          row && bodies.has(ofKey(row)) ? { ...row, body: bodies.get(ofKey(row)) } : row;
        return (await good.read(reads)).map((answer) => (Array.isArray(answer) ? answer.map(known) : answer));
      },
    };
  },
  'answers after close': (good) => ({ close: async () => void good }),
  'keeps data after destroy': (good) => ({ destroy: () => good.close() }),
  'throws bare errors': (good) => ({
    read: (reads) => good.read(reads).catch((cause) => Promise.reject(new Error('failed', { cause }))),
  }),
  'loses the last commit on close': (good) => {
    let last: () => Promise<unknown> = async () => undefined;
    return {
      commit(changes, guards) {
        const puts = changes.flatMap((change) =>
          'put' in change ? [{ store: change.store, delete: change.put.key }] : [],
        );
        last = () => good.commit(puts);
        return good.commit(changes, guards);
      },
      async close() {
        await last().catch(() => undefined);
        await good.close();
      },
    };
  },
};

function harnessOf(fault: Fault): StorageHarness {
  return memoryHarness(() => {
    const good = memoryStorage();
    return { ...good, ...fault(good) };
  });
}

/** The first check that fails. */
async function finderOf(fault: Fault): Promise<string | undefined> {
  for (const { name, run } of storageChecks(harnessOf(fault))) {
    const isFound = await run().then(
      () => false,
      () => true,
    );
    if (isFound) return name;
  }
  return undefined;
}

for (const [what, fault] of Object.entries(faults)) {
  test(`[STO-29] the suite finds an adapter that ${what}`, async () => {
    expect(await finderOf(fault)).toMatch(/^\[STO-/);
  });
}

for (const what of [
  'ignores guards',
  'sorts keys as text',
  'applies deletes first',
  'forgets entries after the first',
]) {
  test(`[STO-29] the model check finds an adapter that ${what}`, async () => {
    const harness = harnessOf(faults[what] as Fault);
    await expect(modelCheck(harness, { runs: 200, seed: 1 }).run()).rejects.toThrow(/Counterexample/);
  });
}
