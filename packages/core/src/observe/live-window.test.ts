import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKey, hasPrefix } from '../local-db/key-order.ts';
import type { Change, Key, RangeRead, Read, Stored } from '../local-db/storage-adapter.ts';
import { createFeed } from '../runtime/feed.ts';
import { createLiveWindow, type LiveWindow, type WindowQuery } from './live-window.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Pending = { request: RangeRead; before: readonly Stored[]; settle: (rows: readonly Stored[] | Error) => void };

/** A database that answers when the test says, from the state when asked or when answered. */
function fakeDb() {
  const table = new Map<string, Stored>();
  const feed = createFeed<readonly Change[]>();
  const pending: Pending[] = [];
  let reads = 0;

  const range = ({ index, prefix = [], from, to, reverse, limit = Infinity }: RangeRead): readonly Stored[] => {
    const places = [...table.values()].flatMap((row) =>
      (index === undefined ? [row.key] : (row.keys[index] ?? [])).map((at) => ({ at, row })),
    );
    const inside = places.filter(
      ({ at }) =>
        hasPrefix(at, prefix) &&
        (!from || compareKey(at, from) >= 0) &&
        (!to || compareKey(at, to) <= 0 || hasPrefix(at, to)),
    );
    inside.sort((a, b) => compareKey(a.at, b.at) || compareKey(a.row.key, b.row.key));
    if (reverse) inside.reverse();
    return inside.slice(0, limit).map(({ row }) => structuredClone(row));
  };

  const apply = (change: Change): void => {
    if ('put' in change) table.set(JSON.stringify(change.put.key), change.put);
    else if ('delete' in change) table.delete(JSON.stringify(change.delete));
    else if ('clear' in change) table.clear();
    else {
      const { prefix, from, to } = change.deleteRange;
      for (const [id, { key }] of table) {
        const isIn = hasPrefix(key, prefix) && (!from || compareKey(key, from) >= 0);
        if (isIn && (!to || compareKey(key, to) <= 0 || hasPrefix(key, to))) table.delete(id);
      }
    }
  };

  return {
    feed,
    pending,
    range,
    reads: () => reads,
    apply: (changes: readonly Change[]) => changes.filter(({ store }) => store === 's').forEach(apply),
    commit(changes: readonly Change[]) {
      this.apply(changes);
      feed.emit(changes);
    },
    read([request]: readonly Read[]): Promise<readonly unknown[]> {
      reads++;
      const asked = request as RangeRead;
      return new Promise((resolve, reject) => {
        const settle = (rows: readonly Stored[] | Error) => (rows instanceof Error ? reject(rows) : resolve([rows]));
        pending.push({ request: asked, before: range(asked), settle });
      });
    },
    async answer(when: 'asked' | 'now' = 'now') {
      const next = pending.shift();
      next?.settle(when === 'now' ? range(next.request) : next.before);
      await turn();
    },
    async answerAll() {
      while (pending.length > 0) await this.answer();
    },
  };
}

const row = (key: Key, rev = 1, keys: Stored['keys'] = {}, body: unknown = {}): Stored => ({ key, rev, keys, body });
const put = (stored: Stored): Change => ({ store: 's', put: stored });
const remove = (key: Key): Change => ({ store: 's', delete: key });
const numbered = (count: number): Change[] => Array.from({ length: count }, (_, n) => put(row(['c', n])));
const lastParts = (window: LiveWindow) => window.rows().map(({ key }) => key.at(-1));

const newest: WindowQuery = { store: 's', prefix: ['c'], reverse: true, limit: 3 };

function open(db: ReturnType<typeof fakeDb>, query: WindowQuery = newest) {
  const errors: unknown[] = [];
  let changes = 0;
  const window = createLiveWindow({
    read: db.read,
    feed: db.feed,
    query,
    changed: () => changes++,
    onError: (error) => errors.push(error),
  });
  return { window, errors, changes: () => changes };
}

test('[OBS-7] a window shows the first rows of its index and says whether there are more', async () => {
  const db = fakeDb();
  db.apply([...numbered(5), put(row(['d', 9]))]);
  const { window, changes } = open(db);
  expect(window.rows()).toEqual([]);
  await db.answerAll();
  await window.ready;
  expect([lastParts(window), window.hasMore(), changes()]).toEqual([[4, 3, 2], true, 0]);
});

test('[OBS-7] a commit that comes while the window reads is neither lost nor shown twice', async () => {
  for (const when of ['asked', 'now'] as const) {
    const db = fakeDb();
    db.apply(numbered(3));
    const { window } = open(db);
    db.commit([put(row(['c', 7])), remove(['c', 1])]);
    await db.answer(when);
    expect(lastParts(window)).toEqual([7, 2, 0]);
  }
});

test('[OBS-8] rows and their array stay the same objects while unchanged', async () => {
  const db = fakeDb();
  db.apply(numbered(4));
  const { window, changes } = open(db);
  await db.answerAll();
  const before = window.rows();
  db.commit([put(row(['c', 3])), put(row(['d', 3])), put(row(['c', 0], 2)), { store: 't', clear: true }]);
  db.commit([remove(['c', 2]), put(row(['c', 2]))]);
  db.commit([put(row(['c', 1], 2)), put(row(['c', 1]))]);
  expect([window.rows() === before, changes()]).toEqual([true, 0]);
  db.commit([put(row(['c', 2], 2))]);
  expect([before[0] === window.rows()[0], before[1] === window.rows()[1], changes()]).toEqual([true, false, 1]);
});

test('[OBS-9] one commit is told once, however much it changed', async () => {
  const db = fakeDb();
  const { window, changes } = open(db);
  await db.answerAll();
  db.commit(numbered(1000));
  expect([lastParts(window), changes(), db.reads()]).toEqual([[999, 998, 997], 1, 1]);
});

test('[OBS-10] the query is read on only when rows left and more exist', async () => {
  const db = fakeDb();
  db.apply(numbered(100));
  const { window } = open(db);
  await db.answerAll();
  for (let n = 100; n < 200; n++) db.commit([put(row(['c', n])), put(row(['c', n - 1], 2)), put(row(['c', 0], n))]);
  expect(db.reads()).toBe(1);
  db.commit([{ store: 's', deleteRange: { prefix: ['c'], from: ['c', 50], to: ['c', 199] } }]);
  db.commit([remove(['c', 49])]);
  expect([lastParts(window), db.reads(), window.hasMore()]).toEqual([[], 2, true]);
  await db.answerAll();
  expect([lastParts(window), db.reads()]).toEqual([[48, 47, 46], 2]);
  db.commit([{ store: 's', clear: true }, ...numbered(3)]);
  expect([lastParts(window), db.reads(), window.hasMore()]).toEqual([[2, 1, 0], 2, false]);
});

test('[OBS-10] what replaces all of the index is shown at once, wherever it stands', async () => {
  for (const prefix of [[], ['c']]) {
    const db = fakeDb();
    db.apply(Array.from({ length: 50 }, (_, n) => put(row(['c', 100 + n]))));
    const { window, changes } = open(db);
    await db.answerAll();
    db.commit([{ store: 's', deleteRange: { prefix } }, ...numbered(6)]);
    expect([lastParts(window), window.hasMore(), db.reads(), changes()]).toEqual([[5, 4, 3], true, 1, 1]);
  }
});

test('[OBS-10] a window grows at once by what it holds, then by what it reads', async () => {
  const db = fakeDb();
  db.apply(numbered(8));
  const { window, changes } = open(db);
  await db.answerAll();
  window.grow(10);
  expect([lastParts(window), changes()]).toEqual([[7, 6, 5, 4], 1]);
  await db.answerAll();
  expect([lastParts(window), window.hasMore(), changes()]).toEqual([[7, 6, 5, 4, 3, 2, 1, 0], false, 2]);
});

test('[OBS-11] a first read that fails rejects ready and closes; a later one is told and tried again', async () => {
  const db = fakeDb();
  const failing = open(db);
  db.pending.shift()?.settle(new Error('first'));
  await expect(failing.window.ready).rejects.toThrow('first');

  db.apply(numbered(9));
  const { window, errors } = open(db);
  await db.answerAll();
  db.commit([6, 7, 8].map((n) => remove(['c', n])));
  db.pending.shift()?.settle(new Error('later'));
  await turn();
  expect([lastParts(window), errors]).toEqual([[5], [new Error('later')]]);
  db.commit([put(row(['d', 1]))]);
  await db.answerAll();
  expect(lastParts(window)).toEqual([5, 4, 3]);
});

test('[OBS-11] a closed window takes no more commits and no late answer', async () => {
  const db = fakeDb();
  const { window, changes } = open(db);
  db.apply(numbered(3));
  window.close();
  db.commit([put(row(['c', 9]))]);
  await db.answerAll();
  await window.ready;
  expect([window.rows(), changes()]).toEqual([[], 0]);
});

const part = fc.nat(2);
const keyOf = fc.tuple(fc.nat(1), fc.nat(5));
const storedOf = fc.record({
  key: keyOf,
  rev: fc.nat(1),
  keys: fc.record({ i: fc.uniqueArray(fc.tuple(fc.nat(1), part), { maxLength: 3, selector: String }) }),
  body: fc.record({ v: fc.nat(2) }),
});
const rangeOf = fc.record({ prefix: fc.tuple(fc.nat(1)), from: keyOf, to: fc.oneof(keyOf, fc.tuple(fc.nat(1))) });
const changeOf: fc.Arbitrary<Change> = fc.oneof(
  { weight: 12, arbitrary: storedOf.map(put) },
  { weight: 6, arbitrary: keyOf.map(remove) },
  {
    weight: 1,
    arbitrary: rangeOf.map((deleteRange): Change => ({ store: 's', deleteRange })),
  },
  { weight: 1, arbitrary: fc.constant<Change>({ store: 's', clear: true }) },
);
const whenOf = fc.constantFrom('asked' as const, 'now' as const);
const stepOf = fc.oneof(
  // `seen`: a read is answered after the commit and before it is told.
  {
    weight: 5,
    arbitrary: fc.record({ commit: fc.array(changeOf, { minLength: 1, maxLength: 6 }), seen: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ answer: whenOf }) },
  { weight: 1, arbitrary: fc.record({ grow: fc.integer({ min: 1, max: 3 }) }) },
);
const queryOf = fc.record({
  store: fc.constant('s'),
  index: fc.constantFrom(undefined, 'i'),
  prefix: fc.constantFrom([], [0], [1]),
  reverse: fc.boolean(),
  limit: fc.integer({ min: 1, max: 4 }),
  filter: fc.constantFrom(undefined, ({ body }: Stored) => (body as { v: number }).v > 0),
});

test('[OBS-12] after any history a window is what a fresh query gives, and tells true changes only', async () => {
  const histories = fc.array(stepOf, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(queryOf, fc.array(storedOf, { maxLength: 12 }), histories, async (query, initial, steps) => {
      const db = fakeDb();
      db.apply(initial.map(put));
      const { window, changes } = open(db, query);
      let limit = query.limit;
      let isReady = false;
      let shown = { rows: window.rows(), hasMore: true, changes: 0 };
      void window.ready.then(() => {
        isReady = true;
        shown = { rows: window.rows(), hasMore: window.hasMore(), changes: changes() };
      });

      const check = (isTold: boolean): void => {
        if (!isReady) return;
        const now = { rows: window.rows(), hasMore: window.hasMore(), changes: changes() };
        const all = db.range({ ...query, limit: Infinity }).filter(query.filter ?? (() => true));
        if (isTold) expect(now.rows).toEqual(all.slice(0, now.rows.length));
        if (isTold && db.pending.length === 0) {
          expect([now.rows.length, now.hasMore]).toEqual([Math.min(limit, all.length), all.length > limit]);
        }
        const isChanged = JSON.stringify([now.rows, now.hasMore]) !== JSON.stringify([shown.rows, shown.hasMore]);
        expect(now.changes - shown.changes).toBe(isChanged ? 1 : 0);
        if (JSON.stringify(now.rows) === JSON.stringify(shown.rows)) expect(now.rows).toBe(shown.rows);
        const before = new Map(shown.rows.map((stored) => [JSON.stringify(stored), stored]));
        for (const stored of now.rows) expect(before.get(JSON.stringify(stored)) ?? stored).toBe(stored);
        shown = now;
      };

      await turn();
      for (const step of steps) {
        if ('grow' in step) {
          limit += step.grow;
          window.grow(step.grow);
        } else if ('answer' in step) {
          await db.answer(step.answer);
        } else {
          db.apply(step.commit);
          if (step.seen) await db.answer();
          check(false);
          db.feed.emit(step.commit);
        }
        check(true);
        await turn();
        check(true);
      }
      while (db.pending.length > 0) {
        await db.answer();
        check(true);
      }
      expect(isReady).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
