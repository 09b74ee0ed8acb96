import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pullsOf } from '../test-support/device-bench.ts';
import { meteredStorage } from '../test-support/metered-storage.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import type { Eviction } from './eviction.ts';

const conversation = build.id(0);

/** Ann's device with sixty read messages in an open conversation that shows the newest twenty. */
async function sixty() {
  const told: Eviction[] = [];
  let held: Promise<void> | undefined;
  const metered = meteredStorage();
  const storage: typeof metered = {
    ...metered,
    async read(requests) {
      await held;
      return metered.read(requests);
    },
  };
  const cache = { onEvicted: (eviction: Eviction) => told.push(eviction) };
  const bench = await deviceBench({ storage, cache, sync: { pageSize: 10 } });
  const opened = await openConversation(bench, { limit: 20, rows: messages(1, 60) });
  await bench.client.conversations.markRead(conversation);
  opened.peer.take();
  opened.views.length = 0;
  /** Makes room, through the rests that takes. */
  const clear = async (): Promise<Eviction> => {
    const done = bench.client.cache.clear(conversation);
    await bench.settle();
    return done;
  };
  return {
    ...bench,
    ...opened,
    told,
    clear,
    /** From now on reads wait; returns what lets them go on. */
    holdReads() {
      let release = (): void => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    ords: () => opened.window.getSnapshot()?.rows.map(({ ord }) => ord) ?? [],
  };
}

test('[CAC-3] what a window shows stays, and the window tells nothing of what went', async () => {
  const { clear, ords, views, window, told } = await sixty();
  expect(await clear()).toMatchObject({ evicted: [{ from: 1, to: 40, messages: 40 }] });
  expect([ords().length, ords()[0], views, told.length]).toEqual([20, 41, [], 1]);
  expect(window.getSnapshot()).toMatchObject({ hasOlder: true, gaps: [], status: 'ready' });
});

test('[CAC-9] what went is fetched when somebody looks there, and only then', async () => {
  const { clear, ords, window, settle, peer } = await sixty();
  await clear();
  expect(pullsOf(peer.take())).toEqual([]);
  window.loadOlder(10);
  await settle();
  const [pull] = pullsOf(peer.take());
  expect([pull?.want, window.getSnapshot()?.gaps]).toEqual([{ kind: 'before', ord: 41 }, [{ from: 31, to: 40 }]]);
  const head = build.head(60);
  await peer.send(build.page({ re: pull?.id ?? 0, rows: messages(31, 40), head, newest: false }));
  expect([ords()[0], ords().length, window.getSnapshot()?.gaps]).toEqual([31, 30, []]);
});

test('[CAC-3] a window that grows protects what it is about to show', async () => {
  const { clear, ords, window, holdReads, settle } = await sixty();
  const release = holdReads();
  window.loadOlder(30);
  expect((await clear()).evicted).toEqual([]);
  release();
  await settle();
  expect([(await clear()).evicted, ords()[0]]).toMatchObject([[{ from: 1, to: 10 }], 11]);
});

test('[CAC-1] observing a conversation is opening it', async () => {
  const { storage } = await sixty();
  const [rows] = await storage.read([{ store: 'streams', index: 'opened' }]);
  expect(rows).toMatchObject([{ body: { openedN: 1 } }]);
});

test('[CAC-5] a client that closes ends what its cache is doing', async () => {
  const { client, timers } = await sixty();
  const cleared = client.cache.clear(conversation);
  const refused = expect(cleared).rejects.toMatchObject({ code: 'client/closed' });
  await client.close();
  await refused;
  expect(timers.pendingCount()).toBe(0);
});

test('[CAC-3] closed, it protects nothing: all but the newest page may go', async () => {
  const { clear, client, window, settle, peer } = await sixty();
  window.close();
  expect(await clear()).toMatchObject({ evicted: [{ from: 1, to: 50 }] });
  const again = client.messages.observe(conversation, { limit: 20 });
  await settle();
  expect(again.getSnapshot()).toMatchObject({ hasOlder: true, gaps: [{ from: 41, to: 50 }], status: 'loading' });
  expect(pullsOf(peer.take())).toMatchObject([{ want: { kind: 'before', ord: 51 } }]);
});

test('[CAC-3] the list shows the same conversation, and as many unread', async () => {
  const { clear, client, settle } = await sixty();
  const list = client.conversations.observe();
  await settle();
  const before = list.getSnapshot();
  await clear();
  expect(list.getSnapshot()).toBe(before);
});

test('[CAC-5] a limit that is none is refused', async () => {
  for (const limitBytes of [-1, Number.NaN, '1' as unknown as number]) {
    await expect(deviceBench({ cache: { limitBytes } })).rejects.toMatchObject({
      code: 'options/invalid',
      details: { option: 'cache.limitBytes' },
    });
  }
});

test('[CAC-5] the limit is 100 MB unless another is given; 0 is none', async () => {
  const usage = async (limitBytes?: number) => (await deviceBench({ cache: { limitBytes } })).client.cache.usage();
  expect(await usage()).toEqual({ usedBytes: undefined, limitBytes: 100_000_000 });
  expect(await usage(0)).toEqual({ usedBytes: undefined, limitBytes: undefined });
});
