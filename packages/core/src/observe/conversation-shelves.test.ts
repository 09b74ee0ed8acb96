import type { Row, Summary } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { type WatchedStorage, watchedStorage } from '../test-support/watched-storage.ts';
import type { ConversationsQuery } from './conversation-list.ts';

const OWN = 'user:ann';

function summary(n: number, kind = 'group'): Summary {
  const row = build.row('conversation', build.id(n), n, { body: { kind, title: `c${n}` } });
  return { ...build.head(n, { stream: `conversation:${build.id(n)}`, ord: 0 }), rows: [row], delivered: 0, read: 0 };
}

/** A device that was told of `count` conversations, `c<count>` the newest, and of these settings of one's own. */
async function shelves(
  count: number,
  settings: readonly Row[] = [],
  storage: WatchedStorage = watchedStorage(),
  kinds: readonly string[] = [],
) {
  const bench = await deviceBench({ sync: { prefetch: 0 }, storage });
  const peer = bench.peer();
  await peer.send(build.welcome());
  const summaries = Array.from({ length: count }, (_, i) => summary(i + 1, kinds[i]));
  await peer.answer((frame) => {
    if (frame.type === 'list') return build.summaries({ re: frame.id, summaries });
    if (frame.type !== 'pull' || frame.stream !== OWN) return undefined;
    const head = build.head(settings.length, { stream: OWN, ord: 0 });
    return build.page({ re: frame.id, stream: OWN, rows: settings, head });
  });
  const list = async (query: ConversationsQuery = {}) => {
    const observed = bench.client.conversations.observe(query);
    await bench.settle();
    return () => observed.getSnapshot()?.rows.map(({ title }) => title);
  };
  return { ...bench, list };
}
const setting = (n: number, rev: number, body: object) => build.row('setting', build.id(n), rev, { body: { ...body } });

test('[CNV-7] archived ones have a list of their own; pinned ones stand first where that is asked for', async () => {
  const { list, client, settle } = await shelves(4, [
    setting(1, 1, { pinned: true }),
    setting(4, 2, { archived: true }),
  ]);
  const [all, pinned, archived] = [await list(), await list({ pinnedFirst: true }), await list({ archived: true })];
  expect([all(), pinned(), archived()]).toEqual([['c3', 'c2', 'c1'], ['c1', 'c3', 'c2'], ['c4']]);
  await client.conversations.set(build.id(4), { archived: false });
  await client.conversations.set(build.id(3), { archived: true });
  await client.conversations.set(build.id(2), { pinned: true });
  await settle();
  expect([all(), pinned(), archived()]).toEqual([['c4', 'c2', 'c1'], ['c2', 'c1', 'c4'], ['c3']]);
});

test('[CNV-7] a list stays full where pending settings take rows off it', async () => {
  const { list, client, settle } = await shelves(5);
  const two = await list({ limit: 2 });
  await client.conversations.set(build.id(5), { archived: true });
  await client.conversations.set(build.id(4), { archived: true });
  await settle();
  expect(two()).toEqual(['c3', 'c2']);
});

test('[CNV-7] pinned ones older than the window are read by themselves', async () => {
  const { list } = await shelves(9, [setting(1, 1, { pinned: true })]);
  expect((await list({ limit: 3, pinnedFirst: true }))()).toEqual(['c1', 'c9', 'c8']);
});

test('[CNV-9] threads are in no list', async () => {
  const { list } = await shelves(2, [], watchedStorage(), ['thread']);
  expect((await list())()).toEqual(['c2']);
});

/** The rows that a start and a list of 20 read. */
async function rowsRead(count: number): Promise<number> {
  const storage = watchedStorage();
  const first = await shelves(count, [], storage);
  await first.client.close();
  let rows = 0;
  const counted: WatchedStorage = {
    ...storage,
    async read(requests) {
      const answers = await storage.read(requests);
      for (const answer of answers) rows += Array.isArray(answer) ? answer.length : 1;
      return answers;
    },
  };
  const again = await deviceBench({ storage: counted, seed: 2 });
  const list = again.client.conversations.observe({ limit: 20, pinnedFirst: true });
  await again.settle();
  expect(list.getSnapshot()?.rows.length).toBe(20);
  return rows;
}

test('[CNV-10] a start and a list read as many rows with a thousand conversations as with fifty', async () => {
  const few = await rowsRead(50);
  expect(await rowsRead(1000)).toBe(few);
  expect(few).toBeLessThan(100);
});
