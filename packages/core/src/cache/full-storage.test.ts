import { conversationStream, TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { createDraft } from '../sync/draft.ts';
import { stateKey, stateOf } from '../sync/stream-state.ts';
import type { MarkTeller } from '../sync/tell-marks.ts';
import { cacheBench } from '../test-support/cache-bench.ts';
import { meteredStorage } from '../test-support/metered-storage.ts';
import { markRead } from '../write/mark-read.ts';

const full = () => new TidemarkError('storage/quota-exceeded', 'full', {}, { retryable: true });
const op = (n: number, text: string): Change => ({
  store: 'outbox',
  put: { key: ['lane', n], rev: 0, keys: {}, body: { text } },
});
const isEviction = (changes: readonly Change[]) => changes.some((change) => 'deleteRange' in change);

/** A storage that is full until messages went, and 4,000 read messages in it. */
async function fullBench({ limitBytes = 1e9 } = {}) {
  const storage = meteredStorage();
  const bench = await cacheBench({ storage, limitBytes });
  await bench.hold('a', 3000);
  await bench.hold('b', 1000);
  await bench.timers.advance(0);
  let isFull = true;
  storage.commits.length = 0;
  storage.refuse((changes) => {
    if (isEviction(changes)) isFull = false;
    return isFull ? full() : undefined;
  });
  return {
    ...bench,
    storage,
    /** Full again. */
    fill() {
      isFull = true;
    },
  };
}

test('[CAC-7] a write the full storage refuses is tried again once 2,000 messages went, and the app is told', async () => {
  const { db, storage, held, state, told } = await fullBench();
  await db.commit([op(1, 'x')]);
  expect(storage.commits.map(({ changes }) => isEviction(changes))).toEqual([false, true, true, true, true, false]);
  expect([await held('a'), state('a').ranges]).toEqual([[[2001, 3000]], [{ from: 2001, to: 3000 }]]);
  expect(told).toMatchObject([{ why: 'full', overBytes: 0, evicted: [{ conversationId: 'a', messages: 2000 }] }]);
});

test('[CAC-7] room is made before anything that waits is written: the later write of a row stays the later', async () => {
  const { db } = await fullBench();
  const first = db.commit([op(1, 'first')]);
  await Promise.resolve();
  await Promise.all([first, db.commit([op(1, 'second')])]);
  expect(await db.get('outbox', [['lane', 1]])).toMatchObject([{ body: { text: 'second' } }]);
});

test('[CAC-7] whoever writes states meanwhile keeps theirs: room is made elsewhere', async () => {
  const { book, db, held, state, storage } = await fullBench();
  const stream = conversationStream('a');
  await book.exclusive(async () => {
    book.claim(stream);
    await db.commit([op(1, 'x')]);
    expect([await held('a'), await held('b')]).toEqual([[[1, 3000]], [[991, 1000]]]);
  });
  expect([state('a').ranges, storage.commits.length]).toEqual([[{ from: 1, to: 3000 }], 4]);
});

// Whoever changes a state writes it as a whole: the ranges in it must be those of the rows.
const writers: Readonly<
  Record<string, (bench: Awaited<ReturnType<typeof fullBench>>, id: string) => Promise<unknown>>
> = {
  opening: (bench, id) => bench.look(id, Number.POSITIVE_INFINITY),
  'a read mark': (bench, id) => markRead({ ...bench, marks: { look: () => {} } as unknown as MarkTeller }, id, 3001),
  'what was received': ({ book, db }, id) =>
    book.exclusive(async () => {
      const draft = createDraft(book, 'ann');
      draft.stream(conversationStream(id)).state.marksRev = 9;
      await db.commit(draft.finish(), { committed: draft.keep });
    }),
};

for (const [name, write] of Object.entries(writers)) {
  test(`[CAC-7] ${name} on a full storage leaves the ranges the rows held`, async () => {
    const id = build.id(0);
    const bench = await fullBench();
    await bench.hold(id, 3100, { own: { delivered: 3100, read: 3000, toldDelivered: 3100, toldRead: 3000 } });
    await bench.settled(bench.cache.clear(conversationStream('a')));
    await bench.settled(bench.cache.clear(conversationStream('b')));
    bench.fill();
    await write(bench, id).catch(() => {});
    const [stored] = await bench.db.get('streams', [stateKey(conversationStream(id))]);
    for (const { ranges } of [bench.state(id), stateOf(stored as Stored)])
      expect(ranges.map(({ from, to }) => [from, to])).toEqual(await bench.held(id));
  });
}

test('[CAC-7] what cannot be evicted, either, is refused as before, and nothing is lost', async () => {
  const { db, storage, held, state, told } = await fullBench();
  storage.refuse(() => full());
  await expect(db.commit([op(1, 'x')])).rejects.toMatchObject({ code: 'storage/quota-exceeded' });
  expect([await held('a'), state('a').ranges, told]).toEqual([[[1, 3000]], [{ from: 1, to: 3000 }], []]);
});

test('[CAC-7] without a limit nothing goes: the write is refused', async () => {
  const { db, storage } = await fullBench({ limitBytes: Number.POSITIVE_INFINITY });
  await expect(db.commit([op(1, 'x')])).rejects.toMatchObject({ code: 'storage/quota-exceeded' });
  expect(storage.commits.length).toBe(1);
});

test('[CAC-7] only a full storage is relieved', async () => {
  const { db, storage, held } = await fullBench();
  storage.refuse(() => new TidemarkError('storage/unavailable', 'gone', { name: 'test' }));
  await expect(db.commit([op(1, 'x')])).rejects.toMatchObject({ code: 'storage/unavailable' });
  expect([storage.commits.length, await held('a')]).toEqual([1, [[1, 3000]]]);
});

test('[CAC-7] an eviction under way that is refused itself is done once others made room', async () => {
  const { cache, settled, storage, held, state } = await fullBench();
  let commits = 0;
  storage.refuse(() => (++commits === 1 ? full() : undefined));
  await settled(cache.clear(conversationStream('a')));
  expect([await held('a'), state('a').ranges]).toEqual([[[2991, 3000]], [{ from: 2991, to: 3000 }]]);
  expect(await held('b')).toEqual([[991, 1000]]);
});
