import { conversationStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { Change } from '../local-db/storage-adapter.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import { NO_MARKS } from '../sync/member-marks.ts';
import { emptyState, putState, type StreamState } from '../sync/stream-state.ts';
import { cacheBench } from '../test-support/cache-bench.ts';
import { meteredStorage } from '../test-support/metered-storage.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';

test('[CAC-1] the conversation opened longest ago gives first, its oldest messages, down to 90 % of the limit', async () => {
  const { hold, look, cache, settled, held, told } = await cacheBench({ limitBytes: 80_000 });
  for (const id of ['a', 'b', 'c']) await hold(id, 40);
  for (const id of ['b', 'c', 'a']) (await look(id))();
  await settled(cache.check());
  expect([await held('b'), await held('c'), await held('a')]).toEqual([[[31, 40]], [[31, 40]], [[1, 40]]]);
  expect(told).toMatchObject([{ why: 'limit', overBytes: 0, evicted: [{ conversationId: 'b', from: 1, to: 30 }, {}] }]);
  expect(told[0]?.usedBytes).toBeLessThan(72_000);
});

test('[CAC-1] one that nobody opened here goes before all, one that is looked at after all', async () => {
  const { hold, look, cache, settled, told } = await cacheBench();
  for (const id of ['a', 'b', 'c', 'd']) await hold(id, 40);
  await look('a', 35);
  for (const id of ['c', 'd']) (await look(id))();
  await settled(cache.check());
  expect(told[0]?.evicted.map(({ conversationId }) => conversationId)).toEqual(['b', 'c', 'd', 'a']);
});

test('[CAC-1] the order survives a restart, and goes on from there', async () => {
  const storage = meteredStorage();
  const before = await cacheBench({ storage });
  for (const id of ['a', 'b', 'c']) await before.hold(id, 40);
  for (const id of ['c', 'a']) (await before.look(id))();
  await before.db.close();
  const after = await cacheBench({ storage });
  (await after.look('b'))();
  await after.settled(after.cache.clear());
  expect(after.told[0]?.evicted.map(({ conversationId }) => conversationId)).toEqual(['c', 'a', 'b']);
});

test('[CAC-1] opening writes once, and nothing where it was the last one opened', async () => {
  const storage = meteredStorage();
  const { hold, look, state } = await cacheBench({ storage });
  await hold('a', 1);
  storage.commits.length = 0;
  for (let i = 0; i < 3; i++) (await look('a'))();
  expect([storage.commits.length, state('a').openedN]).toEqual([1, 1]);
  // Nothing is stored of what is not held; the number goes along with the first that is.
  (await look('b'))();
  expect([storage.commits.length, state('b').openedN]).toEqual([1, 2]);
});

test('[CAC-1] however many there are, each gives once, in order', async () => {
  const { hold, cache, settled, told } = await cacheBench();
  const ids = Array.from({ length: 120 }, (_, i) => `c${1000 + i}`);
  for (const id of ids) await hold(id, 11);
  await settled(cache.clear());
  expect(told[0]?.evicted.map(({ conversationId }) => conversationId)).toEqual(ids);
});

test('[CAC-1] only conversations that messages are held of stand in the order', () => {
  const opened = (state: StreamState) => {
    const change = putState(state, NO_MARKS);
    return 'put' in change ? change.put.keys['opened'] : undefined;
  };
  const state = { ...emptyState(conversationStream('a')), openedN: 7 };
  expect([opened(state), opened({ ...state, ranges: [{ from: 1, to: 1 }] })]).toEqual([[], [[7, state.stream]]]);
});

test('[CAC-2] at most 500 messages go in a commit, and their ranges with them', async () => {
  const storage = meteredStorage();
  const { hold, cache, settled, held, state, told } = await cacheBench({ storage, limitBytes: 100_000 });
  await hold('a', 1200);
  storage.commits.length = 0;
  await settled(cache.check());
  expect(storage.commits.map(({ changes }) => changes.length)).toEqual([2, 2, 2]);
  expect([await held('a'), state('a').ranges]).toEqual([[[1191, 1200]], [{ from: 1191, to: 1200 }]]);
  expect(told[0]?.evicted).toMatchObject([{ conversationId: 'a', from: 1, to: 1190, messages: 1190 }]);
});

test('[CAC-2] everything else stays: other rows, drafts of the outbox', async () => {
  const { db, hold, cache, settled } = await cacheBench();
  await hold('a', 100);
  const row = (store: string, key: readonly (string | number)[]) => ({
    store,
    put: { key, rev: 1, keys: {}, body: { x: 1 } },
  });
  const stream = conversationStream('a');
  const others = [row('rows', [stream, 'reaction', '1']), row('outbox', [stream, 1])];
  await db.commit(others);
  await settled(cache.clear());
  for (const { store, put } of others) expect(await db.get(store, [put.key])).toMatchObject([{ body: { x: 1 } }]);
});

test('[CAC-3] pinned conversations and those one has left stay; by its name the app may clear the latter', async () => {
  const { hold, cache, settled, held } = await cacheBench({ isPinned: (id) => id === 'a' });
  await hold('a', 40);
  await hold('b', 40, { gone: true });
  await settled(cache.check());
  expect([await held('a'), await held('b')]).toEqual([[[1, 40]], [[1, 40]]]);
  for (const id of ['a', 'b']) await settled(cache.clear(conversationStream(id)));
  expect([await held('a'), await held('b')]).toEqual([[[1, 40]], [[31, 40]]]);
});

test('[CAC-4] nothing goes while an answer about it is under way', async () => {
  const { hold, cache, catchUp, settled, held } = await cacheBench();
  await hold('a', 40, { ranges: [{ from: 1, to: 40, rev: 5 }] });
  catchUp.attach(() => {});
  catchUp.hold(conversationStream('a'));
  await settled(cache.check());
  expect(await held('a')).toEqual([[1, 40]]);
  catchUp.detach();
  await settled(cache.check());
  expect(await held('a')).toEqual([[31, 40]]);
});

test('[CAC-5] measured with the first row applied and after a thousand more, once the writes are done', async () => {
  const storage = meteredStorage();
  const { hold, timers, told } = await cacheBench({ storage, limitBytes: 500_000 });
  await hold('a', 10);
  expect(storage.measured()).toBe(0);
  await timers.advance(0);
  for (let i = 0; i < 99; i++) await hold('b', 10);
  await timers.advance(0);
  expect([storage.measured(), timers.pendingCount(), told]).toEqual([1, 0, []]);
  for (let i = 0; i < 3; i++) await hold('c', 1000);
  await timers.advance(10);
  expect([storage.measured(), told.length]).toEqual([5, 1]);
});

test('[CAC-5] without a limit, or where the storage does not tell, nothing is measured and nothing goes', async () => {
  const storage = meteredStorage();
  for (const options of [{ storage, limitBytes: Number.POSITIVE_INFINITY }, { storage: watchedStorage() }]) {
    const { hold, cache, settled, timers, held, told } = await cacheBench(options);
    await hold('a', 1100);
    expect(timers.pendingCount()).toBe(0);
    await settled(cache.check());
    expect([await held('a'), told]).toEqual([[[1, 1100]], []]);
  }
});

test('[CAC-6] what cannot be brought below the limit is told once, and again after it changed', async () => {
  const { hold, cache, settled, told } = await cacheBench({ limitBytes: 5_000 });
  await hold('a', 10);
  for (let i = 0; i < 3; i++) await settled(cache.check());
  expect(told).toMatchObject([{ why: 'limit', evicted: [] }]);
  expect(told[0]?.overBytes).toBe((told[0]?.usedBytes ?? 0) - 5_000);
  await hold('b', 11);
  await settled(cache.check());
  expect(told[1]).toMatchObject({ why: 'limit', evicted: [{ conversationId: 'b', messages: 1 }] });
});

test('[CAC-6] what the app throws when told is reported, and what a failed commit left is told as far as it went', async () => {
  const storage = meteredStorage();
  const boom = new Error('boom');
  const bench = await cacheBench({
    storage,
    limitBytes: 100_000,
    onEvicted: () => {
      throw boom;
    },
  });
  await bench.hold('a', 1200);
  let commits = 0;
  storage.refuse(() => (++commits === 2 ? new Error('broken') : undefined));
  await bench.timers.advance(0);
  expect(bench.errors).toEqual([boom, new Error('broken')]);
  expect([await bench.held('a'), bench.state('a').ranges]).toEqual([[[501, 1200]], [{ from: 501, to: 1200 }]]);
});

test('[CAC-8] a storage that does not tell what it gained is not emptied on trust', async () => {
  const storage = { ...meteredStorage(), usage: async () => ({ bytes: 1_000_000 }) };
  const { hold, cache, settled, held } = await cacheBench({ storage });
  await hold('a', 4000);
  for (let i = 0; i < 3; i++) await settled(cache.check());
  expect(await held('a')).toEqual([[2001, 4000]]);
});

test('[CAC-8] many that give little each, less than a page of the storage, are not in vain', async () => {
  const exact = meteredStorage();
  const storage = {
    ...exact,
    usage: async () => ({ bytes: Math.ceil((await exact.usage()).bytes / 16_384) * 16_384 }),
  };
  const { hold, cache, settled } = await cacheBench({ storage, limitBytes: 340_000 });
  for (let i = 0; i < 30; i++) await hold(`c${i}`, 12);
  await settled(cache.check());
  expect((await cache.usage()).usedBytes).toBeLessThan(340_000);
});

test('[CAC-8] what is written while messages go does not make it look in vain', async () => {
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let write = (): Promise<unknown> => begun;
  // Whenever the cache rests, an app writes.
  const timers: Timers = {
    set(_delayMs, run) {
      void write().then(run);
      return {} as TimerHandle;
    },
    clear() {},
  };
  const { db, hold, cache } = await cacheBench({ limitBytes: 100_000, timers });
  await hold('a', 6000);
  const body = { text: 'x'.repeat(900) };
  let n = 0;
  const op = (): Change => ({ store: 'outbox', put: { key: ['lane', n++], rev: 0, keys: {}, body } });
  write = () => db.commit(Array.from({ length: 1200 }, op));
  begin();
  await cache.check();
  write = () => db.commit([{ store: 'outbox', clear: true }]);
  await hold('d', 4000);
  await cache.check();
  expect((await cache.usage()).usedBytes).toBeLessThan(100_000);
});

test('[CAC-11] the app clears one conversation or all, and learns what went', async () => {
  const { hold, cache, settled, held, told } = await cacheBench({ limitBytes: Number.POSITIVE_INFINITY });
  for (const id of ['a', 'b', 'c']) await hold(id, 40);
  const one = await settled(cache.clear(conversationStream('b')));
  expect(one).toMatchObject({ why: 'cleared', evicted: [{ conversationId: 'b', from: 1, to: 30, messages: 30 }] });
  const all = await settled(cache.clear());
  expect(all.evicted.map(({ conversationId }) => conversationId)).toEqual(['a', 'c']);
  expect([await held('a'), told]).toEqual([[[31, 40]], [one, all]]);
  expect(await cache.usage()).toMatchObject({ usedBytes: all.usedBytes, limitBytes: undefined });
});

test('[CAC-5] a closed cache leaves no timer, ends what is under way, and says nothing of it', async () => {
  const { hold, cache, timers, errors } = await cacheBench();
  await hold('a', 1100);
  await timers.advance(0);
  await hold('b', 1100);
  expect(timers.pendingCount()).toBe(1);
  await cache.close();
  expect([timers.pendingCount(), errors]).toEqual([0, []]);
});
