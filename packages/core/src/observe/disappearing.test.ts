import type { Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pullsOf, pushedOf } from '../test-support/device-bench.ts';
import { openConversation, textsOf } from '../test-support/open-conversation.ts';

const CREW = build.id(0);
const NOW = build.welcome().time;
/** The message at `ord`, over so many milliseconds after the server's welcome. */
const brief = (ord: number, afterMs?: number): Row =>
  build.message(ord, afterMs === undefined ? {} : { expiresAt: NOW + afterMs });
/** What is left of it after its time: nobody's op deleted it. */
const gone = (ord: number, rev: number): Row => build.message(ord, { rev, body: undefined, deleted: true });

type Bench = Awaited<ReturnType<typeof deviceBench>>;

async function opened(rows: readonly Row[], { limit = 50, bench }: { limit?: number; bench?: Bench } = {}) {
  const device = bench ?? (await deviceBench());
  return { ...device, ...(await openConversation(device, { rows, limit, head: build.head(rows.length) })) };
}

/** The device again after a restart, which never hears of a server. */
async function restarted({ storage, client }: Pick<Bench, 'storage' | 'client'>, startMs = 0) {
  await client.close();
  const again = await deviceBench({ storage });
  again.runtime.clock.jump(startMs);
  const window = again.client.messages.observe(CREW);
  await again.settle();
  return { ...again, shown: () => textsOf(window.getSnapshot()) };
}

test('[DIS-1] a message leaves the window at its time, and older ones take its place', async () => {
  const { shown, timers, views, window } = await opened([brief(1), brief(2), brief(3, 10_000), brief(4)], { limit: 2 });
  expect(shown()).toEqual(['message 3 sent', 'message 4 sent']);
  expect(window.getSnapshot()?.rows[0]?.expiresAt).toBe(NOW + 10_000);
  await timers.advance(9_999);
  expect(views).toHaveLength(0);
  await timers.advance(1);
  expect(shown()).toEqual(['message 2 sent', 'message 4 sent']);
  expect(window.getSnapshot()).toMatchObject({ gaps: [], hasOlder: true });
});

test('[DIS-1] offline, and after a restart without a server, too', async () => {
  const bench = await opened([brief(1, 10_000), brief(2, 20_000), brief(3)]);
  await bench.peer.close();
  bench.client.sync.pause('test');
  await bench.timers.advance(10_000);
  expect(bench.shown()).toEqual(['message 2 sent', 'message 3 sent']);
  // The device's clock goes on where it was, ten seconds later.
  const again = await restarted(bench, 10_000);
  expect(again.shown()).toEqual(['message 2 sent', 'message 3 sent']);
  await again.timers.advance(9_999);
  expect(again.shown()).toHaveLength(2);
  await again.timers.advance(1);
  expect(again.shown()).toEqual(['message 3 sent']);
});

test('[DIS-1] one alarm however much is shown in however many windows; closing leaves none', async () => {
  const bench = await opened(Array.from({ length: 40 }, (_, n) => brief(n + 1, 10_000 + n)));
  const before = bench.timers.pendingCount();
  const others = [1, 2, 3].map(() => bench.client.messages.observe(CREW));
  const list = bench.client.conversations.observe();
  await bench.settle();
  expect(bench.timers.pendingCount()).toBe(before);
  await bench.timers.advance(10_019);
  for (const window of [bench.window, ...others]) expect(window.getSnapshot()?.rows).toHaveLength(20);
  for (const each of [...others, list, bench.window]) each.close();
  expect(bench.timers.pendingCount()).toBe(before - 1);
  await bench.client.close();
  expect(bench.timers.pendingCount()).toBe(0);
});

test('[DIS-1] the list shows it as deleted, and so does what is found by its id', async () => {
  const bench = await deviceBench();
  const { client, timers, settle } = bench;
  const crew = build.row('conversation', CREW, 3, { body: { kind: 'group' } });
  const rows = [brief(1), brief(2, 10_000), crew];
  await openConversation(bench, { rows, ords: [1, 2], head: build.head(3, { ord: 2 }) });
  const list = client.conversations.observe();
  await settle();
  const last = () => list.getSnapshot()?.rows[0]?.lastMessage;
  const found = async () => [last(), await client.messages.get(CREW, build.id(2))].map((each) => each?.deleted);
  expect([await found(), last()?.body.text]).toEqual([[false, false], 'message 2']);
  await timers.advance(10_000);
  expect([await found(), last()?.body]).toEqual([[true, true], {}]);
  expect((await client.conversations.get(CREW))?.lastMessage?.deleted).toBe(true);
});

test('[DIS-2] the server’s time decides, not what the device believes', async () => {
  const bench = await deviceBench();
  bench.runtime.clock.jump(-86_400_000);
  const { shown, timers, runtime } = await opened([brief(1, 10_000), brief(2)], { bench });
  runtime.clock.jump(2 * 86_400_000);
  await timers.advance(9_999);
  expect(shown()).toHaveLength(2);
  await timers.advance(1);
  expect(shown()).toEqual(['message 2 sent']);
});

test('[DIS-2] what a wrong clock hid too early is back once the server says its time', async () => {
  const again = await restarted(await opened([brief(1, 60_000), brief(2)]), 3_600_000);
  expect(again.shown()).toEqual(['message 2 sent']);
  await again.live();
  expect(again.shown()).toEqual(['message 1 sent', 'message 2 sent']);
  await again.timers.advance(20_000);
  expect(again.shown()).toHaveLength(2);
});

test('[DIS-3] what is left of it is not shown, and what somebody deleted is', async () => {
  const { peer, window, shown } = await opened([brief(1, 10_000), brief(2), brief(3)], { limit: 2 });
  const deleted = build.message(2, { rev: 4, op: build.id(99), body: undefined, deleted: true });
  await peer.send(build.changes({ from: 3, to: 5, rows: [deleted, gone(3, 5)], head: build.head(5, { ord: 3 }) }));
  expect(window.getSnapshot()?.rows.map(({ ord, deleted: isDeleted }) => [ord, isDeleted])).toEqual([
    [1, false],
    [2, true],
  ]);
  await peer.send(build.changes({ from: 5, to: 6, rows: [gone(1, 6)], head: build.head(6, { ord: 3 }) }));
  expect(shown()).toEqual(['undefined sent']);
  expect(window.getSnapshot()).toMatchObject({ gaps: [], hasOlder: false });
});

test('[DIS-3] behind many that disappeared the window asks for what it does not hold', async () => {
  const bench = await deviceBench();
  const rows = Array.from({ length: 30 }, (_, n) => gone(n + 71, n + 71)).slice(0, 29);
  const page = { rows: [...rows, brief(100)], ords: [71, 100] as const, head: build.head(100) };
  const { peer, window, shown } = await openConversation(bench, { ...page, limit: 10 });
  expect(shown()).toEqual(['message 100 sent']);
  expect(window.getSnapshot()).toMatchObject({ gaps: [{ from: 62, to: 70 }], hasOlder: true });
  expect(pullsOf(peer.take())).toMatchObject([{ want: { kind: 'before', ord: 71 } }]);
});

test('[DIS-4] what is over is not given back to a server that lost it', async () => {
  const { peer, timers } = await opened([brief(1), brief(2, 10_000), brief(3, 60_000)]);
  await timers.advance(10_000);
  peer.take();
  await peer.send(build.reset());
  const [pull] = pullsOf(peer.take());
  const head = build.head(0, { epoch: 'e2' });
  await peer.send(build.page({ re: pull?.id ?? 0, epoch: 'e2', rows: [], ords: [1, 0], head }));
  expect(pushedOf(peer.take())).toEqual([build.id(1), build.id(3)]);
});
