import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { metrics, printEvents, quantile } from '../metrics.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { createHistogram } from './histogram.ts';

const conversation = build.id(0);

test('[MET-5] from send to the server’s order, and on to the last of the others', async () => {
  const bench = await deviceBench();
  const measured = bench.client.use(metrics);
  const member = (user: string, rev: number) => build.row('member', user, rev, { body: { role: 'member' } });
  const { peer } = await openConversation(bench, {
    ...{ rows: [member('ann', 1), member('bob', 2), member('eve', 3)] },
    marks: [{ user: 'bob' }, { user: 'eve' }].map(({ user }) => ({ user, delivered: 0, read: 0 })),
    head: build.head(3, { ord: 0 }),
  });
  const { id } = await bench.client.messages.send(conversation, { text: 'Ahoy' });
  await bench.timers.advance(40);
  await peer.send(build.results(build.ok(id, 4, { ord: 1 })));
  expect(measured.snapshot().sendToSent).toMatchObject({ count: 1, sum: 40, max: 40 });
  await bench.timers.advance(60);
  await peer.send(build.marks({ marks: [{ user: 'bob', delivered: 1, read: 0 }] }));
  expect(measured.snapshot().sendToDelivered.count).toBe(0);
  await bench.timers.advance(100);
  await peer.send(build.marks({ from: 1, marks: [{ user: 'eve', delivered: 1, read: 1 }] }));
  expect(measured.snapshot().sendToDelivered).toMatchObject({ count: 1, sum: 200 });
  expect(measured.snapshot().ops).toEqual({ confirmed: 1, failed: 0, conflicts: 0, failureRate: 0 });
});

test('[MET-5] what an earlier process wrote is not measured, nor what was taken back', async () => {
  const first = await deviceBench();
  const { id } = await first.client.messages.send(conversation, { text: 'from before' });
  await first.client.close();
  const { client, live, settle } = await deviceBench({ storage: first.storage });
  const { snapshot } = client.use(metrics);
  const taken = await client.messages.send(conversation, { text: 'taken back' });
  await client.outbox.cancel(taken.id);
  const peer = await live();
  await peer.answer((frame) => (frame.type === 'pull' ? build.page({ re: frame.id, rows: [] }) : undefined));
  await peer.send(build.results(build.ok(id, 1)));
  await settle();
  expect(snapshot()).toMatchObject({ sendToSent: { count: 0 }, ops: { confirmed: 1 } });
});

test('[MET-6] a look at what is here is a hit, one beyond it a miss, each once', async () => {
  const bench = await deviceBench({ sync: { pageSize: 10 } });
  const { snapshot } = bench.client.use(metrics);
  expect(snapshot().cache).toEqual({ hits: 0, misses: 0 });
  const { window, peer } = await openConversation(bench, { limit: 10, rows: messages(11, 20), ords: [11, 20] });
  // It was opened before anything was here.
  expect(snapshot().cache).toEqual({ hits: 0, misses: 1, hitRate: 0 });
  bench.client.messages.observe(conversation, { limit: 10 });
  await peer.send(build.changes({ rows: messages(21, 21) }));
  expect(snapshot().cache).toEqual({ hits: 1, misses: 1, hitRate: 0.5 });
  window.loadOlder(5);
  await bench.settle();
  expect(snapshot().cache).toMatchObject({ hits: 1, misses: 2 });
});

test('[MET-7] how much waits, since when, and what failed of what ended', async () => {
  const { client, timers, settle, live } = await deviceBench();
  const { snapshot } = client.use(metrics);
  expect(snapshot().outbox).toEqual({ depth: 0, failed: 0, oldestAgeMs: 0 });
  const { id } = await client.messages.send(conversation, { text: 'first' });
  await timers.advance(1_500);
  await client.messages.send(build.id(9), { text: 'second' });
  expect(snapshot().outbox).toEqual({ depth: 2, failed: 0, oldestAgeMs: 1_500 });
  const peer = await live();
  await peer.send(build.results(build.refusal(id, 'op/forbidden')));
  await settle();
  const { outbox, ops } = snapshot();
  expect([outbox, ops]).toEqual([
    { depth: 1, failed: 1, oldestAgeMs: 0 },
    { confirmed: 0, failed: 1, conflicts: 0, failureRate: 1 },
  ]);
});

test('[MET-7] the uptime is the part of the time with a connection', async () => {
  const { client, timers, live } = await deviceBench();
  const { snapshot } = client.use(metrics);
  await timers.advance(1_000);
  await live();
  await timers.advance(2_000);
  expect(snapshot().connection).toEqual({ isConnected: true, connectedMs: 2_000, uptime: 2 / 3 });
  client.sync.pause('flight');
  await timers.advance(1_000);
  expect(snapshot().connection).toEqual({ isConnected: false, connectedMs: 2_000, uptime: 0.5 });
});

test('[MET-7] a histogram counts each value once, and its quantiles are bounds that so many do not exceed', () => {
  const { record, snapshot } = createHistogram([10, 100]);
  expect(quantile(snapshot(), 0.5)).toBe(undefined);
  for (const value of [1, 10, 11, 100, 101, 5_000]) record(value);
  expect(snapshot()).toEqual({ bounds: [10, 100], counts: [2, 2, 2], count: 6, sum: 5_223, max: 5_000 });
  expect([0, 0.3, 0.5, 0.6, 0.7, 1].map((q) => quantile(snapshot(), q))).toEqual([10, 10, 100, 100, 5_000, 5_000]);
});

/** A meter that writes down what is done with it. */
function fakeMeter() {
  const done: unknown[] = [];
  const gauges = new Map<string, Set<(result: { observe(value: number): void }) => void>>();
  const meter = {
    createCounter: (name: string) => ({ add: (value: number, by?: object) => done.push([name, value, by]) }),
    createHistogram: (name: string) => ({ record: (value: number, by?: object) => done.push([name, value, by]) }),
    createObservableGauge(name: string) {
      const callbacks = gauges.get(name) ?? new Set();
      gauges.set(name, callbacks);
      return {
        addCallback: (callback: (result: { observe(value: number): void }) => void) => void callbacks.add(callback),
        removeCallback: (callback: (result: { observe(value: number): void }) => void) =>
          void callbacks.delete(callback),
      };
    },
  };
  const look = () => {
    const seen: Record<string, number> = {};
    for (const [name, callbacks] of gauges) {
      const observe = (value: number): void => {
        seen[name] = value;
      };
      for (const callback of callbacks) callback({ observe });
    }
    return seen;
  };
  return { meter, done, look };
}

test('[MET-8] a meter of OpenTelemetry’s shape gets the same figures until it is let go', async () => {
  const { client, live, timers } = await deviceBench();
  const { exportTo } = client.use(metrics);
  const { meter, done, look } = fakeMeter();
  const end = exportTo(meter);
  await timers.advance(7);
  const peer = await live();
  const { id } = await client.messages.send(conversation, { text: 'Ahoy' });
  expect(look()).toEqual({ 'tidemark.outbox.depth': 1, 'tidemark.outbox.oldest': 0, 'tidemark.connection.up': 1 });
  await peer.answer((frame) => (frame.type === 'pull' ? build.page({ re: frame.id, rows: [] }) : undefined));
  await peer.send(build.results(build.ok(id, 1)));
  expect(done).toEqual([
    ['tidemark.sync.duration', 7, { outcome: 'succeeded' }],
    ...done.slice(1, -2),
    ['tidemark.ops', 1, { outcome: 'confirmed' }],
    ['tidemark.message.sent', 0, {}],
  ]);
  end();
  end();
  done.length = 0;
  client.conversations.observe();
  client.messages.observe(conversation);
  await timers.advance(0);
  expect(client.use(metrics).snapshot().cache.hits).toBe(1);
  expect([done, look()]).toEqual([[], {}]);
});

test('[MET-8] events are printed one a line, the worse ones louder', async () => {
  const { client, peer } = await deviceBench();
  const lines: string[] = [];
  const print = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const printer = { debug: print('debug'), info: print('info'), warn: print('warn'), error: print('error') };
  const end = printEvents(client.use(metrics).events, printer);
  await peer().close(1011);
  client.use({ open: ({ sources }) => sources.onError(new Error('mine')) });
  end();
  client.use({ open: ({ sources }) => sources.onError(new Error('later')) });
  expect(lines).toEqual([
    'warn tidemark sync-failed: after 0 ms: transport/failed',
    'error tidemark failed: Error: mine',
  ]);
});

test('[MET-9] metrics write nothing, tell nothing of what messages say, and end with the client', async () => {
  const plain = await deviceBench();
  const metered = await deviceBench();
  const told: unknown[] = [];
  metered.client.use(metrics).events.subscribe((event) => told.push(event));
  for (const { client, live, timers } of [plain, metered]) {
    const peer = await live();
    const { id } = await client.messages.send(conversation, { text: 'a secret' });
    await peer.send(build.results(build.refusal(id, 'op/forbidden')));
    await timers.advance(0);
    await client.close();
  }
  expect(metered.storage.commits.length).toBe(plain.storage.commits.length);
  expect(told.length).toBeGreaterThan(0);
  expect(JSON.stringify(told)).not.toContain('a secret');
  const { length } = told;
  metered.client.sync.pause('late');
  expect([told.length, metered.timers.pendingCount()]).toEqual([length, 0]);
});
