import { conversationStream, type Pull } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createCatchUp } from '../sync/catch-up.ts';
import { cacheBench } from '../test-support/cache-bench.ts';
import { streamBench } from '../test-support/stream-bench.ts';

/** A conversation of 400 messages of which the newest 40 are held, on a device that wants all history. */
async function backfilling({ limitBytes = 30_000 } = {}) {
  const bench = await cacheBench({ limitBytes });
  await bench.hold('a', 400, { ranges: [{ from: 361, to: 400 }] });
  const sent: Pull[] = [];
  const catchUp = createCatchUp({
    ...{ book: bench.book, pageSize: 10, backfill: true, hasRoom: bench.cache.hasRoom },
    nextId: () => sent.length + 1,
  });
  catchUp.attach((pulls) => sent.push(...pulls));
  return { ...bench, catchUp, wants: () => sent.map(({ want }) => want), stream: conversationStream('a') };
}

for (const [limitBytes, expected] of [
  [100_000, [{ kind: 'before', ord: 361 }]],
  [41_000, []],
] as const) {
  test(`[CAC-10] history is fetched up to 90 % of the limit: with ${limitBytes} bytes it is ${expected.length}`, async () => {
    const { catchUp, wants, stream, cache, settled } = await backfilling({ limitBytes });
    await settled(cache.check());
    catchUp.look(stream);
    expect(wants()).toEqual(expected);
  });
}

test('[CAC-10] another history of the stream begins anew', async () => {
  const bench = await streamBench();
  await bench.page(build.page({ re: 1, rows: [build.message(9)] }));
  await bench.become({ evictedTo: 8 });
  await bench.page(build.page({ re: 2, rows: [build.message(9)], epoch: 'e2', head: build.head(9, { epoch: 'e2' }) }));
  expect([bench.state().cursor?.epoch, bench.state().evictedTo]).toEqual(['e2', undefined]);
});

test('[CAC-10] what went is not fetched as history again, with room either; what is newer is', async () => {
  const { catchUp, wants, stream, cache, settled, state, hold } = await backfilling();
  await settled(cache.check());
  expect([cache.hasRoom(), state('a').evictedTo]).toEqual([true, 390]);
  catchUp.look(stream);
  expect(wants()).toEqual([]);
  await hold('a', 420, { ranges: [{ from: 411, to: 420 }], evictedTo: state('a').evictedTo });
  catchUp.look(stream);
  expect(wants()).toEqual([{ kind: 'before', ord: 411 }]);
});
