import { TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { metrics } from '../metrics.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { meteredStorage } from '../test-support/metered-storage.ts';
import { noteBench, noteRow } from '../test-support/note-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import type { ClientEvent } from './client-event.ts';

const conversation = build.id(0);

/** Ann's device, followed from before it ever connected, and the events told, without their times of day. */
async function followed(options: Parameters<typeof deviceBench>[0] = {}) {
  const bench = await deviceBench(options);
  const events = eventsOf(bench.client);
  return { ...bench, events };
}

function eventsOf(client: Awaited<ReturnType<typeof deviceBench>>['client']): Partial<ClientEvent>[] {
  const events: Partial<ClientEvent>[] = [];
  client.use(metrics).events.subscribe(({ at, ...event }) => void events.push({ ...event }));
  return events;
}

test('[MET-1] a sync that succeeds, goes on, and ends with its connection', async () => {
  const { live, events, timers, client } = await followed();
  await timers.advance(30);
  const peer = await live();
  await timers.advance(70);
  await peer.send(build.changes({ rows: messages(2, 2) }));
  await timers.advance(5);
  await peer.answer((frame) =>
    frame.type === 'pull' ? build.page({ re: frame.id, rows: messages(1, 2) }) : undefined,
  );
  await timers.advance(95);
  client.sync.pause('flight');
  expect(events).toEqual([
    { kind: 'sync-succeeded', durationMs: 30 },
    { kind: 'sync-started', attempt: 0 },
    { kind: 'sync-succeeded', durationMs: 5 },
    { kind: 'disconnected', connectedMs: 170, why: ['flight'] },
  ]);
});

test('[MET-1] a sync that fails says after how long and why, and the next attempt is a sync of its own', async () => {
  const { link, events, timers, settle, peer } = await followed();
  await timers.advance(20);
  await peer().close(1011);
  await timers.runUntil(() => events.some(({ kind }) => kind === 'sync-started'));
  await settle();
  expect(link).toBeDefined();
  expect(events).toEqual([
    { kind: 'sync-failed', durationMs: 20, why: ['transport/failed'] },
    { kind: 'sync-started', attempt: 2 },
  ]);
});

test('[MET-1] a token refused twice is a failed sync each time, and then told as security', async () => {
  const { events, peer, settle } = await followed();
  const refusal = { type: 'error', code: 'auth/expired', class: 'auth', message: 'too old', fatal: true } as const;
  await peer().send(refusal);
  await settle();
  await peer().send(refusal);
  expect(events).toEqual([
    { kind: 'sync-failed', durationMs: 0, why: ['refused'] },
    { kind: 'sync-started', attempt: 2 },
    { kind: 'sync-failed', durationMs: 0, why: ['auth/expired'] },
    { kind: 'security-failed', code: 'auth/expired', message: expect.stringContaining('too old') },
  ]);
});

test('[MET-2] an op refused for good is told once, and by its id when a later try is confirmed', async () => {
  const { live, client, events, settle } = await followed();
  const peer = await live();
  const { id } = await client.messages.send(conversation, { text: 'Ahoy' });
  await settle();
  events.length = 0;
  await peer.send(build.results(build.refusal(id, 'op/forbidden')));
  await peer.send(build.results(build.refusal(id, 'op/forbidden')));
  expect(events.filter(({ kind }) => !kind?.startsWith('sync'))).toEqual([
    {
      kind: 'op-failed',
      ...{ opId: id, stream: build.stream, collection: 'message', code: 'op/forbidden' },
      message: expect.stringContaining('role'),
    },
  ]);
  client.outbox.retry(id);
  await settle();
  await peer.send(build.results(build.ok(id, 1)));
  await peer.answer((frame) =>
    frame.type === 'pull' ? build.page({ re: frame.id, rows: messages(1, 1) }) : undefined,
  );
  expect(events.filter(({ kind }) => kind === 'ops-confirmed')).toEqual([{ kind: 'ops-confirmed', opIds: [id] }]);
});

test('[MET-2] a conflict is told once, whatever its policy makes of it', async () => {
  const bench = await noteBench({ conflict: 'server-wins' });
  const events = eventsOf(bench.client);
  await bench.collection.put('a', { text: 'mine' });
  await bench.settle();
  const [opId] = await bench.refuse(noteRow(2, { text: 'theirs' }));
  expect(events).toMatchObject([{ kind: 'conflict-found', opId, collection: 'note', code: 'op/conflict' }]);
});

test('[MET-2] a conflict that waits is told once, however often one writes over it', async () => {
  const bench = await noteBench({ conflict: 'manual' });
  const events = eventsOf(bench.client);
  await bench.collection.put('a', { text: 'mine' });
  await bench.settle();
  await bench.refuse(noteRow(2, { text: 'theirs' }));
  await bench.collection.put('a', { text: 'mine again' });
  await bench.settle();
  expect(events.filter(({ kind }) => kind === 'conflict-found').length).toBe(1);
});

test('[MET-3] a write the storage refuses is told once, to its writer and as an event', async () => {
  const { client, events, storage, settle } = await followed();
  const full = new TidemarkError('storage/quota-exceeded', 'The device is full', {}, { retryable: true });
  storage.refuse(() => full);
  await expect(client.messages.send(conversation, { text: 'Ahoy' })).rejects.toBe(full);
  await settle();
  expect(events).toEqual([
    { kind: 'storage-failed', code: 'storage/quota-exceeded', message: full.message, retryable: true },
  ]);
});

test('[MET-3] what fails in the background is told to the app and as an event; a broken seal as security', async () => {
  const { client, events, errors } = await followed();
  const failure = new Error('mine');
  client.use({ open: ({ sources }) => [failure, failure].forEach(sources.onError) });
  expect([errors, events]).toEqual([[failure, failure], [{ kind: 'failed', error: failure }]]);
  const other = new TidemarkError('client/other-user', 'Somebody else', { stored: 'ann', found: 'eve' });
  client.use({ open: ({ sources }) => sources.onError(other) });
  expect(events.at(-1)).toEqual({ kind: 'security-failed', code: 'client/other-user', message: other.message });
});

test('[MET-3] what went to make room is told, to the app too', async () => {
  const gone: unknown[] = [];
  const storage = meteredStorage();
  const bench = await followed({
    storage,
    cache: { onEvicted: (eviction) => gone.push(eviction) },
    sync: { pageSize: 10 },
  });
  await openConversation(bench, { limit: 10, rows: messages(1, 60) });
  await bench.client.conversations.markRead(conversation);
  const cleared = bench.client.cache.clear(conversation);
  await bench.settle();
  expect((await cleared).evicted).toMatchObject([{ from: 1, to: 50 }]);
  expect(bench.events.filter(({ kind }) => kind === 'messages-evicted')).toEqual([
    { kind: 'messages-evicted', eviction: gone[0] },
  ]);
  expect(bench.client.use(metrics).snapshot().evictedMessages).toBe(50);
});

test('[MET-4] a loop gets every event in order, at most the newest 1,000, and ends with the client', async () => {
  const { client } = await deviceBench();
  const { events } = client.use(metrics);
  const slow = events[Symbol.asyncIterator]();
  const failed = (n: number) => client.use({ open: ({ sources }) => sources.onError(n) });
  for (let n = 0; n < 1_002; n++) failed(n);
  const first = await slow.next();
  expect(first.value).toMatchObject({ kind: 'failed', error: 2 });
  const taken: unknown[] = [];
  const loop = (async () => {
    for await (const event of events) {
      expect(Object.isFrozen(event)).toBe(true);
      taken.push('error' in event && event.error);
    }
    return 'over';
  })();
  await Promise.resolve();
  failed(5_000);
  failed(5_001);
  await client.close();
  expect(await loop).toBe('over');
  expect(taken.slice(0, 2)).toEqual([5_000, 5_001]);
});
