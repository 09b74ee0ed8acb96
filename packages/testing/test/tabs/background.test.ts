import type { Client, ClientOptions } from '@tidemark/core';
import { registerBackgroundSync, serviceWorkerSync, type WakeUp } from '@tidemark/core/service-worker';
import { expect, test } from 'vitest';
import { tabsBench, watch } from './kit.ts';

/** A browser that wakes a worker. */
function createScope() {
  const listeners = new Map<string, (event: WakeUp) => void>();
  return {
    scope: {
      addEventListener: (type: string, listener: (event: WakeUp) => void) => listeners.set(type, listener),
      removeEventListener: (type: string) => listeners.delete(type),
    },
    /** How the event ended, once it did; `ignored`: nobody has the worker kept for it. */
    wake(type: 'sync' | 'push', tag?: string) {
      let outcome: unknown = 'ignored';
      listeners.get(type)?.({
        tag,
        waitUntil(work) {
          outcome = 'under way';
          work.then(
            () => (outcome = 'done'),
            (error: unknown) => (outcome = error),
          );
        },
      });
      return () => outcome;
    },
  };
}

type Opened = Awaited<ReturnType<ReturnType<ReturnType<typeof tabsBench>['profile']>['launch']>>;

/** Ann's page and worker in one profile, and Bob's device, in one conversation. */
async function scene(patienceMs?: number, ofPage: Partial<ClientOptions> = {}) {
  const bench = tabsBench();
  const { timers } = bench;
  const ann = bench.profile('ann');
  const page = await ann.open('page', ofPage);
  const bob = await bench.profile('bob').open('bob');
  const { id } = await page.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await timers.advance(2_000);
  const theirs = watch(bob.client, id);
  const workers: Opened[] = [];
  const { scope, wake } = createScope();
  const stop = serviceWorkerSync({
    async open() {
      const worker = await ann.launch(`worker ${workers.length}`, {}, true);
      workers.push(worker);
      return worker.client;
    },
    scope,
    patienceMs,
  });
  await timers.advance(2_000);
  return { ...bench, ann, page, bob, id, theirs, workers, wake, stop, advance: timers.advance };
}

/** Nobody holds the lock: a tab leads that nobody looks at, and to which no leader yields. */
async function isFree({ ann, advance }: Awaited<ReturnType<typeof scene>>): Promise<boolean> {
  const next = await ann.launch('next', {}, true);
  await advance(3_000);
  return next.client.sync.observe().getSnapshot()?.kind === 'live';
}

const leaveOffline = async (page: Opened, id: string, text: string): Promise<void> => {
  page.link.setReachable(false);
  await page.client.messages.send(id, { text });
  await page.client.close();
};

test('[BGS-1] what a page left unsent goes with a sync event of the tag, once, and the client is closed', async () => {
  const all = await scene();
  const { page, id, theirs, workers, wake, advance, errors } = all;
  await leaveOffline(page, id, 'm0');
  expect([wake('sync', 'another')(), workers.length]).toEqual(['ignored', 0]);
  const outcome = wake('sync', 'tidemark');
  await advance(5_000);
  expect(outcome()).toBe('done');
  expect(theirs.rows()).toEqual(['m0 received']);
  expect(workers).toHaveLength(1);
  await expect(workers[0]?.client.whenSynced()).rejects.toThrow('client/closed');
  expect(await isFree(all)).toBe(true);
  expect(theirs.rows()).toEqual(['m0 received']);
  expect(errors).toEqual([]);
});

test('[BGS-1] a push fetches what is new, and the sender is told that it arrived before the event is over', async () => {
  const { page, bob, id, theirs, wake, advance, stop } = await scene();
  const other = await page.client.conversations.create({ kind: 'group', title: 'Deck', members: ['bob'] });
  await advance(2_000);
  const alsoTheirs = watch(bob.client, other.id);
  await page.client.close();
  for (const each of [id, other.id]) await bob.client.messages.send(each, { text: 'm0' });
  await advance(3_000);
  expect([theirs.rows(), alsoTheirs.rows()]).toEqual([['m0 sent'], ['m0 sent']]);
  const outcome = wake('push');
  for (let n = 0; n < 100 && outcome() === 'under way'; n++) await advance(100);
  expect(outcome()).toBe('done');
  await advance(100);
  // Of the two marks one has to wait for its turn.
  expect([theirs.rows(), alsoTheirs.rows()]).toEqual([['m0 delivered'], ['m0 delivered']]);
  stop();
  expect(wake('push')()).toBe('ignored');
});

test('[BGS-2] while a page leads, the worker has it try at once and opens no connection of its own', async () => {
  const hour = { retryBaseMs: 3_600_000, retryMaxMs: 3_600_000 };
  const { page, id, theirs, workers, wake, advance, connections } = await scene(undefined, { outbox: hour });
  page.link.setReachable(false);
  await page.client.messages.send(id, { text: 'm0' });
  await advance(1_000);
  page.link.setReachable(true);
  await advance(30_000);
  const before = connections();
  expect(theirs.rows()).toEqual([]);
  const outcome = wake('sync', 'tidemark');
  await advance(2_000);
  expect(theirs.rows()).toEqual(['m0 received']);
  expect(outcome()).toBe('done');
  expect(workers).toHaveLength(1);
  expect(connections()).toBe(before + 1);
  expect(page.client.sync.observe().getSnapshot()).toEqual({ kind: 'live' });
});

test('[BGS-2] the page that leads goes: the worker goes on; a visible page comes: it leads, and the worker is done with it', async () => {
  const { ann, page, id, theirs, workers, wake, advance } = await scene();
  page.link.setReachable(false);
  await page.client.messages.send(id, { text: 'm0' });
  const outcome = wake('sync', 'tidemark');
  await advance(500);
  expect(outcome()).toBe('under way');
  (workers[0] as Opened).link.setReachable(false);
  await page.client.close();
  await advance(2_000);
  expect([outcome(), theirs.rows()]).toEqual(['under way', []]);
  const other = await ann.open('other');
  await advance(5_000);
  expect([outcome(), theirs.rows()]).toEqual(['done', ['m0 received']]);
  expect(other.client.sync.observe().getSnapshot()).toEqual({ kind: 'live' });
});

test('[BGS-3] without a network the event fails when its time is over, and holds no lock', async () => {
  const all = await scene(20_000);
  const { page, id, theirs, wake, advance } = all;
  await leaveOffline(page, id, 'm0');
  all.network.link('ann/worker 0').setReachable(false);
  const outcome = wake('sync', 'tidemark');
  await advance(19_000);
  expect(outcome()).toBe('under way');
  await advance(2_000);
  expect(outcome()).toMatchObject({ code: 'sync/unfinished', details: { pending: 1 }, retryable: true });
  expect(await isFree(all)).toBe(true);
  await advance(5_000);
  expect(theirs.rows()).toEqual(['m0 received']);
});

test('[BGS-3] a refused worker gives up at once, and one that cannot open fails the event', async () => {
  const { ann, page, id, advance } = await scene();
  await leaveOffline(page, id, 'm0');
  const opens = [
    async () => (await ann.launch('refused', { auth: () => 'ann|0' }, true)).client,
    (): Promise<Client> => Promise.reject(new Error('no database')),
  ];
  const { scope, wake } = createScope();
  serviceWorkerSync({ open: () => (opens.shift() as () => Promise<Client>)(), scope });
  const refused = wake('sync', 'tidemark');
  await advance(10_000);
  expect(refused()).toMatchObject({ code: 'sync/unfinished', details: { status: 'refused', pending: 1 } });
  const failed = wake('sync', 'tidemark');
  await advance(100);
  expect(failed()).toMatchObject({ message: 'no database' });
});

test('[BGS-4] events that come while one is served share the run after it', async () => {
  const { page, bob, id, workers, wake, advance } = await scene();
  await page.client.close();
  await bob.client.messages.send(id, { text: 'm0' });
  const first = wake('push');
  await advance(1);
  const others = [wake('push'), wake('push'), wake('sync', 'tidemark')];
  await advance(10_000);
  expect([first, ...others].map((outcome) => outcome())).toEqual(['done', 'done', 'done', 'done']);
  expect(workers).toHaveLength(2);
});

test('[BGS-5] a page asks for a sync event when it is hidden or offline with something unsent, once until that is over', async () => {
  const { page, id, advance } = await scene();
  const asked: string[] = [];
  const registration = { scope: '/', sync: { register: async (tag: string) => asked.push(tag) } };
  registerBackgroundSync(page.client, { scope: '/' });
  const stop = registerBackgroundSync(page.client, registration, { tag: 'chat' });
  const { visibility, network } = page.runtime;
  visibility.setVisible(false);
  visibility.setVisible(true);
  page.link.setReachable(false);
  await page.client.messages.send(id, { text: 'm0' });
  expect(asked).toEqual([]);
  visibility.setVisible(false);
  await page.client.messages.send(id, { text: 'm1' });
  network.setOnline(false);
  expect(asked).toEqual(['chat']);
  visibility.setVisible(true);
  network.setOnline(true);
  network.setOnline(false);
  expect(asked).toEqual(['chat', 'chat']);
  page.link.setReachable(true);
  network.setOnline(true);
  await advance(40_000);
  visibility.setVisible(false);
  expect(asked).toEqual(['chat', 'chat']);
  stop();
  network.setOnline(false);
  await page.client.messages.send(id, { text: 'm2' });
  expect(asked).toEqual(['chat', 'chat']);
});
