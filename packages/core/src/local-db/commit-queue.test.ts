import { expect, test } from 'vitest';
import { turn } from '../test-support/turn.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';
import { createCommitQueue } from './commit-queue.ts';
import type { Change } from './storage-adapter.ts';

const put = (n: number): Change => ({ store: 'rows', put: { key: [n], rev: 1, keys: {}, body: {} } });
const numbers = (changes: readonly Change[]) => changes.map((change) => 'put' in change && change.put.key[0]);

async function setUp() {
  const storage = watchedStorage();
  await storage.open({ name: 'test', stores: [{ name: 'rows', keyArity: 1, indexes: {} }] });
  const told: unknown[] = [];
  const reported: unknown[] = [];
  const queue = createCommitQueue(
    storage,
    (changes) => told.push(numbers(changes)),
    (error) => reported.push(error),
  );
  const asked = () => storage.commits.map(({ changes }) => numbers(changes));
  return { storage, queue, told, reported, asked };
}

const full = (n: number) => (changes: readonly Change[]) =>
  numbers(changes).includes(n) ? new Error(`no room for ${n}`) : undefined;

test('[LDB-1] the writes of a turn share one commit, in the order asked', async () => {
  const { queue, asked } = await setUp();
  await Promise.all([queue.commit([put(1), put(2)]), queue.commit([put(3)])]);
  expect(asked()).toEqual([[1, 2, 3]]);
});

test('[LDB-1] the writes of a commit under way share the next', async () => {
  const { storage, queue, asked } = await setUp();
  storage.hold();
  const first = queue.commit([put(1)]);
  await turn();
  const others = [queue.commit([put(2)])];
  await turn();
  others.push(queue.commit([put(3)]));
  storage.release();
  await Promise.all([first, ...others]);
  expect(asked()).toEqual([[1], [2, 3]]);
});

test('[LDB-2] a refused writer gets the error of the storage, and its neighbours are kept', async () => {
  const { storage, queue, told } = await setUp();
  storage.refuse(full(2));
  const outcomes = await Promise.allSettled([1, 2, 3].map((n) => queue.commit([put(n)])));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({ reason: { message: 'no room for 2' } });
  expect(told).toEqual([[1], [3]]);
  const [rows] = await storage.read([{ store: 'rows' }]);
  expect((rows as { key: unknown }[]).map(({ key }) => key)).toEqual([[1], [3]]);
});

test('[LDB-2] after a refusal the queue goes on', async () => {
  const { storage, queue, told } = await setUp();
  storage.refuse(full(1));
  await expect(queue.commit([put(1)])).rejects.toThrow('no room for 1');
  storage.refuse(undefined);
  await queue.commit([put(1)]);
  expect(told).toEqual([[1]]);
});

test('[LDB-3] after the commit come the callbacks of all writers, then the feed, then the promises', async () => {
  const { storage, queue, told } = await setUp();
  storage.hold();
  const commit = (n: number) =>
    queue.commit([put(n)], { committed: () => told.push(`c${n}`) }).then(() => told.push(`p${n}`));
  const first = [commit(1), commit(2)];
  await turn();
  expect(told).toEqual([]);
  const later = commit(3);
  storage.release();
  await Promise.all([...first, later]);
  expect(told.filter((what) => what !== 'p1' && what !== 'p2')).toEqual(['c1', 'c2', [1, 2], 'c3', [3], 'p3']);
  expect(told.indexOf('p1')).toBeGreaterThan(2);
});

test('[LDB-3] no callback is run for a commit that was refused', async () => {
  const { storage, queue, told } = await setUp();
  storage.refuse(full(1));
  await expect(queue.commit([put(1)], { committed: () => told.push('c1') })).rejects.toThrow();
  expect(told).toEqual([]);
});

test('[LDB-4] one strict write makes the shared commit strict', async () => {
  const { storage, queue } = await setUp();
  await Promise.all([queue.commit([put(1)]), queue.commit([put(2)], { durability: 'strict' }), queue.commit([put(3)])]);
  await queue.commit([put(4)]);
  expect(storage.commits.map(({ durability }) => durability)).toEqual(['strict', 'relaxed']);
});

test('[LDB-5] idle waits for what was asked for, well or badly done', async () => {
  const { storage, queue, told } = await setUp();
  await queue.idle();
  storage.refuse(full(1));
  storage.hold();
  const refused = queue.commit([put(1)]).catch(() => told.push('refused'));
  const done = queue.commit([put(2)]);
  const idle = queue.idle().then(() => told.push('idle'));
  await turn();
  expect(told).toEqual([]);
  storage.release();
  await Promise.all([refused, done, idle]);
  expect(new Set(told)).toEqual(new Set([[2], 'refused', 'idle']));
});

test('[LDB-5] a commit of nothing is done at once and asks nothing of the storage', async () => {
  const { queue, told, asked } = await setUp();
  const done = queue.commit([], { committed: () => told.push('c') });
  expect(told).toEqual(['c']);
  await done;
  expect(asked()).toEqual([]);
});

test('[LDB-6] what a callback throws is reported, and the commit stays the success it is', async () => {
  const { queue, told, reported, asked } = await setUp();
  const committed = () => {
    throw new Error('mine');
  };
  await Promise.all([queue.commit([put(1)], { committed }), queue.commit([put(2)]), queue.commit([], { committed })]);
  expect([asked(), told, reported.map(String)]).toEqual([[[1, 2]], [[1, 2]], ['Error: mine', 'Error: mine']]);
});
