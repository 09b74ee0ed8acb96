import { type CommitFault, withFaults } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { memoryStorage } from '../local-db/memory-adapter.ts';
import { searchBench } from '../test-support/search-bench.ts';

const tides = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ ord: from + i, text: `tide ${from + i}` }));
const all = (to: number) => Array.from({ length: to }, (_, i) => `crew-${to - i}`);

for (const when of ['before', 'after'] as const) {
  test(`[SEA-9] killed ${when} any commit and opened again, everything held is found, once`, async () => {
    let commits = 0;
    for (let at = 2, isDone = false; !isDone; at++) {
      const disk = memoryStorage();
      const fault = (n: number): CommitFault | undefined => (n === at ? { kind: 'die', when } : undefined);
      const victim = await searchBench(withFaults(disk, { commit: fault }));
      isDone = await indexesAll(victim);
      await victim.die();
      const next = await searchBench(disk);
      await next.indexed();
      const held = await next.db.range({ store: 'messages' });
      expect(await next.find({ text: 'tide', limit: 1000 })).toHaveLength(held.length);
      expect((await next.search.query({ text: 'tide' })).isComplete).toBe(true);
      await next.close();
      commits = at;
    }
    // Twelve of messages, twelve of segments, one that made eight of them one.
    expect(commits).toBeGreaterThan(25);
  });
}

/** Resolves to false where it was killed. */
async function indexesAll({ say, indexed }: Awaited<ReturnType<typeof searchBench>>): Promise<boolean> {
  try {
    for (let part = 0; part < 12; part++) {
      await say(part % 3 === 0 ? 'boat' : 'crew', tides(part * 10 + 1, part * 10 + 10));
      await indexed();
    }
    return true;
  } catch {
    return false;
  }
}

test('[SEA-9] what is indexed is not read again, what changed meanwhile is', async () => {
  const disk = memoryStorage();
  const first = await searchBench(disk);
  await first.say('crew', tides(1, 100));
  await first.indexed();
  await first.close();
  // Without search: an edit, a deletion, new messages.
  const without = await searchBench(disk);
  await without.say('crew', [{ ord: 5, text: 'ebb' }, { ord: 6 }, ...tides(101, 103)]);
  await without.die();
  const asked: string[] = [];
  const second = await searchBench({
    ...disk,
    read(requests) {
      for (const request of requests) if (request.store === 'messages') asked.push(JSON.stringify(request));
      return disk.read(requests);
    },
  });
  expect((await second.search.query({ text: 'tide' })).isComplete).toBe(false);
  await second.indexed();
  expect((await second.search.query({ text: 'tide' })).isComplete).toBe(true);
  expect(await second.find('ebb')).toEqual(['crew-5']);
  expect(await second.find({ text: 'tide', limit: 1000 })).toHaveLength(101);
  const docs = await second.db.range({ store: 'search', prefix: ['segment'] });
  expect(docs.map(({ body }) => (body as { docs: number }).docs).sort()).toEqual([100, 5]);
  await second.close();
  asked.length = 0;
  const third = await searchBench(disk);
  await third.indexed();
  expect(asked).toEqual([]);
});

test('[SEA-9] closed with something waiting, it is in the index', async () => {
  const disk = memoryStorage();
  const first = await searchBench(disk);
  await first.timers.advance(1000);
  await first.say('crew', tides(1, 3));
  await first.close();
  const second = await searchBench(disk);
  await second.timers.advance(1000);
  expect(await second.segments()).toBe(1);
  expect(await second.find('tide')).toEqual(all(3));
});

test('[SEA-9] a full storage is told, and the index goes on when there is room', async () => {
  let isFull = true;
  const storage = withFaults(memoryStorage(), {
    commit: (n) => (n > 3 && isFull ? { kind: 'refuse', code: 'storage/quota-exceeded', retryable: true } : undefined),
  });
  const bench = await searchBench(storage);
  await bench.timers.advance(1000);
  await bench.say('crew', tides(1, 3));
  await bench.say('boat', tides(1, 3));
  await bench.timers.advance(4000);
  expect(bench.errors).toMatchObject([{ code: 'storage/quota-exceeded' }]);
  expect((await bench.search.query({ text: 'tide' })).isComplete).toBe(false);
  isFull = false;
  await bench.say('boat', tides(4, 4));
  await bench.timers.advance(4000);
  expect(await bench.find('tide')).toHaveLength(7);
});
