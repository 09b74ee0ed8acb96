import { memoryStorage } from '@tidemark/core';
import { search } from '@tidemark/core/search';
import { createFakeRuntime, type FakeRuntime } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { tabsBench, watch } from './kit.ts';

/** Two tabs of Ann's, and a conversation that both look at. */
async function twoTabs(options: Parameters<typeof tabsBench>[0] = {}) {
  const bench = tabsBench(options);
  const ann = bench.profile('ann');
  const one = await ann.open('one');
  const two = await ann.open('two');
  const { id } = await one.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await bench.timers.advance(1_000);
  const [left, right] = [watch(one.client, id), watch(two.client, id)];
  await bench.timers.advance(100);
  return { ...bench, ann, one, two, id, left, right, advance: bench.timers.advance };
}

test('[TAB-1] two tabs have one connection, and each shows at once what the other sends', async () => {
  const { one, two, id, left, right, advance, connections, errors } = await twoTabs();
  const sending = one.client.messages.send(id, { text: 'a' });
  await sending;
  expect(right.rows()).toEqual(['a sending']);
  await two.client.messages.send(id, { text: 'b' });
  await advance(2_000);
  expect([left.rows(), right.rows()]).toEqual([
    ['a sent', 'b sent'],
    ['a sent', 'b sent'],
  ]);
  expect(connections()).toBe(1);
  expect(two.client.sync.observe().getSnapshot()).toEqual({ kind: 'live' });
  expect(errors).toEqual([]);
});

test('[TAB-2] offline both tabs send and both see both; online again each message is there once, in order', async () => {
  const { one, two, id, left, right, advance, ann, server, errors } = await twoTabs();
  for (const { link } of [one, two]) link.setReachable(false);
  const texts: string[] = [];
  for (let n = 0; n < 20; n++) {
    const tab = n % 2 === 0 ? one : two;
    await tab.client.messages.send(id, { text: `m${n}` });
    await advance(10);
    texts.push(`m${n}`);
  }
  expect(left.rows()).toEqual(texts.map((text) => `${text} sending`));
  expect(right.rows()).toEqual(left.rows());
  for (const { link } of [one, two]) link.setReachable(true);
  await advance(60_000);
  expect(left.rows()).toEqual(texts.map((text) => `${text} sent`));
  expect(right.rows()).toEqual(left.rows());
  const log = [...(server.store().streams.get(`conversation:${id}`)?.messages ?? [])];
  expect(log.length === 0 || log.length === 20).toBe(true);
  expect((await ann.storage.read([{ store: 'outbox', count: true, prefix: [] }]))[0]).toBe(0);
  expect(errors).toEqual([]);
});

test('[TAB-3] where the leader closes, another tab leads at once', async () => {
  const { one, two, id, right, advance, connections } = await twoTabs();
  await one.client.close();
  await two.client.messages.send(id, { text: 'a' });
  await advance(500);
  expect(right.rows()).toEqual(['a sent']);
  expect(connections()).toBe(2);
});

test('[TAB-4] where the leader freezes, a visible tab leads within 15 s, and the thawed one writes nothing', async () => {
  const { one, two, id, left, right, advance, connections, errors } = await twoTabs();
  one.freeze();
  await two.client.messages.send(id, { text: 'a' });
  await advance(15_000);
  expect(right.rows()).toEqual(['a sent']);
  one.thaw();
  await advance(15_000);
  await one.client.messages.send(id, { text: 'b' });
  await advance(1_000);
  expect(left.rows()).toEqual(['a sent', 'b sent']);
  expect(right.rows()).toEqual(left.rows());
  expect(connections()).toBe(2);
  expect(errors).toEqual([]);
});

test('[TAB-5] a hidden leader leaves it to a tab that somebody looks at', async () => {
  const { one, two, advance, connections, id, left } = await twoTabs();
  one.runtime.visibility.setVisible(false);
  await advance(5_000);
  expect(connections()).toBe(2);
  await two.client.messages.send(id, { text: 'a' });
  await advance(1_000);
  expect(left.rows()).toEqual(['a sent']);
  await advance(60_000);
  expect(connections()).toBe(2);
});

test('[TAB-6] a tab that does not lead changes and takes back what is not sent', async () => {
  const { one, two, id, left, right, advance, ann } = await twoTabs();
  for (const { link } of [one, two]) link.setReachable(false);
  await advance(1_000);
  const [a, b, c] = [
    await two.client.messages.send(id, { text: 'a' }),
    await two.client.messages.send(id, { text: 'b' }),
    await one.client.messages.send(id, { text: 'c' }),
  ];
  await advance(100);
  await two.client.messages.edit(id, a.id, { text: 'A' });
  await two.client.messages.delete(id, b.id);
  await two.client.messages.edit(id, c.id, { text: 'C' });
  await advance(100);
  expect(left.rows()).toEqual(['A sending', 'C sending']);
  expect(right.rows()).toEqual(left.rows());
  expect((await ann.storage.read([{ store: 'outbox', count: true, prefix: [] }]))[0]).toBe(2);
  for (const { link } of [one, two]) link.setReachable(true);
  await advance(60_000);
  expect(left.rows()).toEqual(['A sent', 'C sent']);
});

test('[TAB-7] marks, typing and older pages of a tab that does not lead go through the one that does', async () => {
  const { two, id, advance, profile, left, right } = await twoTabs();
  const bob = await profile('bob').open('only');
  await advance(1_000);
  const read = watch(bob.client, id);
  for (let n = 0; n < 3; n++) await bob.client.messages.send(id, { text: `b${n}` });
  await advance(3_000);
  await two.client.conversations.markRead(id);
  await advance(3_000);
  expect(read.rows()).toEqual(['b0 read', 'b1 read', 'b2 read']);
  expect(left.rows()).toEqual(right.rows());
});

test('[TAB-8] what a tab wrote last before it died, untold, is found and sent', async () => {
  const { one, two, id, left, advance } = await twoTabs();
  for (const { link } of [one, two]) link.setReachable(false);
  await advance(1_000);
  const { locks } = two.runtime;
  expect(locks).toBeDefined();
  const sending = two.client.messages.send(id, { text: 'last words' });
  // Its channel is closed before the commit is told.
  two.runtime.halt();
  await sending;
  for (const { link } of [one, two]) link.setReachable(true);
  await advance(60_000);
  expect(left.rows()).toEqual(['last words sent']);
});

test('[TAB-9] a pause in one tab is one of all, and so is its end', async () => {
  const { one, two, id, left, advance } = await twoTabs();
  two.client.sync.pause('metered');
  await two.client.messages.send(id, { text: 'a' });
  await advance(60_000);
  expect(left.rows()).toEqual(['a sending']);
  expect(one.client.sync.observe().getSnapshot()).toEqual({ kind: 'offline', why: ['metered'] });
  expect(two.client.sync.observe().getSnapshot()).toEqual({ kind: 'offline', why: ['metered'] });
  two.client.sync.resume('metered');
  await advance(2_000);
  expect(left.rows()).toEqual(['a sent']);
});

test('[TAB-10] eight tabs have one connection; closed one after the other, nothing is lost or doubled', async () => {
  const bench = tabsBench();
  const ann = bench.profile('ann');
  const tabs = [];
  for (let n = 0; n < 8; n++) tabs.push(await ann.open(`t${n}`));
  const { id } = await (tabs[0] as (typeof tabs)[number]).client.conversations.create({
    kind: 'group',
    members: ['bob'],
  });
  await bench.timers.advance(1_000);
  expect(bench.connections()).toBe(1);
  const last = watch((tabs[7] as (typeof tabs)[number]).client, id);
  for (const [n, { client }] of tabs.entries()) {
    const sending = client.messages.send(id, { text: `m${n}` });
    if (n < 7) {
      await sending;
      void client.close();
    }
  }
  await bench.timers.advance(30_000);
  expect(last.rows()).toEqual(tabs.map((_, n) => `m${n} sent`));
  expect(bench.errors).toEqual([]);
});

test('[TAB-13] a tab that missed what others did reads it again, and shows no less on the way', async () => {
  const { one, two, id, right, advance } = await twoTabs();
  await one.client.messages.send(id, { text: 'a' });
  await advance(1_000);
  const counts: number[] = [];
  right.window.subscribe(() => counts.push(right.rows()?.length ?? 0));
  two.setDeaf(true);
  await one.client.messages.send(id, { text: 'b' });
  await advance(1_000);
  expect(right.rows()).toEqual(['a sent']);
  two.setDeaf(false);
  await one.client.messages.send(id, { text: 'c' });
  await advance(1_000);
  expect(right.rows()).toEqual(['a sent', 'b sent', 'c sent']);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
});

test('[TAB-5] of three tabs the hidden leader leaves it to the visible one, past the hidden one that waits', async () => {
  const bench = tabsBench();
  const ann = bench.profile('ann');
  const [one, two, three] = [await ann.open('one'), await ann.open('two'), await ann.open('three')];
  two.runtime.visibility.setVisible(false);
  await bench.timers.advance(1_000);
  one.runtime.visibility.setVisible(false);
  await bench.timers.advance(10_000);
  expect([one, two, three].map(({ link }) => link.openCount())).toEqual([0, 0, 1]);
  expect(bench.connections()).toBe(2);
});

test('[TAB-15] storage that is not shared asks for no lock and opens no channel', async () => {
  const bench = tabsBench();
  const asked: string[] = [];
  const { client } = await bench.profile('ann').open('one', {
    storage: memoryStorage(),
    runtime: {
      ...createFakeRuntime({ timers: bench.timers, seed: 1 }),
      locks: {
        request: async (name) => Promise.reject(asked.push(name)),
        steal: async (name) => Promise.reject(asked.push(name)),
      },
      openChannel(name) {
        asked.push(name);
        throw new Error('asked');
      },
    } as FakeRuntime,
  });
  await bench.timers.advance(1_000);
  expect(client.sync.observe().getSnapshot()).toEqual({ kind: 'live' });
  expect(asked).toEqual([]);
});

test('[SEA-11] of two tabs one indexes, both find each message once, and the next one goes on where the first ended', async () => {
  const { one, two, id, advance } = await twoTabs();
  const found = async (tab: typeof one): Promise<readonly string[]> =>
    (await tab.client.use(search).query({ text: 'word' })).hits.map(({ text }) => text);
  await found(one);
  await found(two);
  await advance(1_000);
  for (const tab of [one, two]) await tab.client.messages.send(id, { text: 'a word' });
  await advance(500);
  expect([await found(one), await found(two)].map(({ length }) => length)).toEqual([2, 2]);
  await advance(20_000);
  expect([await found(one), await found(two)].map(({ length }) => length)).toEqual([2, 2]);
  await one.client.close();
  await two.client.messages.send(id, { text: 'one more word' });
  await advance(20_000);
  expect((await found(two)).length).toBe(3);
  expect((await two.client.use(search).query({ text: 'word' })).isComplete).toBe(true);
});

test('[TAB-3] a closed tab leaves no timer behind, also where another one just died', async () => {
  const { one, two, advance } = await twoTabs();
  two.runtime.halt();
  await advance(100);
  await one.client.close();
  expect(one.timersLeft()).toBe(0);
});

test('[TAB-7] what is asked of the leader after the close is refused, as everything is then', async () => {
  const { two, id } = await twoTabs();
  await two.client.close();
  await expect(two.client.conversations.markRead(id)).rejects.toMatchObject({ code: 'client/closed' });
});
