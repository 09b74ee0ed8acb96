import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { inspect } from '../inspect.ts';
import { deviceBench, ME, pushedOf } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';
import type { InspectEvent } from './inspect-event.ts';

const conversation = build.id(0);

/** Ann's device, inspected before it connects, and what moves in it, `op from>to`. */
async function inspected() {
  const bench = await deviceBench();
  const inspector = bench.client.use(inspect);
  const events: InspectEvent[] = [];
  inspector.events.subscribe((event) => events.push(event));
  const names = new Map<string, string>();
  const nameOf = (opId: string): string => {
    const name = names.get(opId) ?? String.fromCharCode(97 + names.size);
    names.set(opId, name);
    return name;
  };
  /** What moved since the last call. */
  const moves = (): readonly string[] =>
    events.splice(0).flatMap((event) => {
      if (event.kind !== 'op-moved') return [];
      return [`${nameOf(event.opId)} ${event.from ?? ''}>${event.to ?? ''}${event.code ? ` ${event.code}` : ''}`];
    });
  const send = (text: string) => bench.client.messages.send(conversation, { text });
  return { ...bench, inspector, events, moves, send };
}

test('[INS-1] an op is shown with its state, attempts and failure', async () => {
  const { client, inspector, live, send, settle, peer } = await inspected();
  await send('one');
  const written = { state: 'queued', attempts: 0, isCancellable: true, lane: build.stream, op: { kind: 'put' } };
  expect(inspector.ops()).toMatchObject([written]);
  await live();
  await settle();
  expect(inspector.ops()).toMatchObject([{ state: 'inflight', attempts: 1, isCancellable: false }]);
  const [opId = ''] = pushedOf(peer().take());
  await peer().send(build.results(build.refusal(opId, 'op/forbidden')));
  expect(inspector.ops()).toMatchObject([
    {
      state: 'failed',
      attempts: 1,
      isCancellable: true,
      key: opId,
      failure: { code: 'op/forbidden', retryable: false },
    },
  ]);
  await client.outbox.cancel(opId);
  expect(inspector.ops()).toEqual([]);
});

test('[INS-1] an op that waits says until when: for its lane, or for the next connection', async () => {
  const { inspector, live, send, settle, peer, timers } = await inspected();
  await live();
  await send('one');
  await settle();
  const [opId = ''] = pushedOf(peer().take());
  expect(inspector.ops()[0]).not.toHaveProperty('retryAtMs');
  const refusal = build.refusal(opId, 'rate/limited', { retryAfterMs: 5_000 });
  await peer().send(build.results(refusal));
  const [waiting] = inspector.ops();
  expect((waiting?.retryAtMs ?? 0) - inspector.nowMs()).toBeGreaterThanOrEqual(5_000);
  await timers.advance(20_000);
  expect(inspector.ops()[0]).toMatchObject({ state: 'inflight', attempts: 2 });
  await peer().close(1011);
  const [unknown] = inspector.ops();
  expect(unknown?.state).toBe('unknown');
  expect((unknown?.retryAtMs ?? 0) - inspector.nowMs()).toBeGreaterThan(0);
});

test('[INS-2] each move of an op is told once and in order, and not what it says', async () => {
  const { live, send, settle, peer, moves, events, timers } = await inspected();
  await send('a secret');
  expect(moves()).toEqual(['a >queued']);
  await live();
  await settle();
  await peer().close(1011);
  expect(moves()).toEqual(['a queued>inflight', 'a inflight>unknown']);
  await timers.advance(1_000);
  await live();
  await settle();
  const [opId = ''] = pushedOf(peer().take());
  await peer().send(build.results(build.ok(opId, 1, { ord: 1 })));
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(events.every((event) => Object.isFrozen(event))).toBe(true);
  expect(moves()).toEqual(['a unknown>inflight', 'a inflight>']);
  await send('refused');
  await settle();
  const [next = ''] = pushedOf(peer().take());
  await peer().send(build.results(build.refusal(next, 'op/invalid')));
  expect(moves()).toEqual(['b >queued', 'b queued>inflight', 'b inflight>failed op/invalid']);
});

test('[INS-3] a conversation is shown with its ranges, the gaps between them and what is unread', async () => {
  const bench = await deviceBench();
  const inspector = bench.client.use(inspect);
  await openConversation(bench, { ords: [31, 40], rows: messages(31, 40, 'bob'), head: build.head(40, { ord: 40 }) });
  const streams = await inspector.streams();
  const shown = streams.find(({ stream }) => stream === build.stream);
  expect(streams[0]?.stream).toBe(ME);
  expect(shown).toMatchObject({
    cursor: { rev: 40, ord: 40 },
    minOrd: 1,
    newestOrd: 40,
    ranges: [{ from: 31, to: 40 }],
    gaps: [{ from: 1, to: 30 }],
    unread: 40,
  });
});

test('[INS-3] a commit that touched a stream is told, with its cursor', async () => {
  const bench = await deviceBench();
  const events: InspectEvent[] = [];
  bench.client.use(inspect).events.subscribe((event) => events.push(event));
  await openConversation(bench, { ords: [1, 3], rows: messages(1, 3, 'bob'), head: build.head(3, { ord: 3 }) });
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'stream-changed', stream: build.stream, rev: 3, ord: 3 }),
  );
});

test('[INS-5] inspecting writes nothing and sets no timer; closing ends it', async () => {
  const storage = watchedStorage();
  const { client, settle, timers } = await deviceBench({ storage });
  await settle();
  const [commits, pending] = [storage.commits.length, timers.pendingCount()];
  const inspector = client.use(inspect);
  inspector.events.subscribe(() => {});
  inspector.ops();
  inspector.tabs();
  await inspector.streams();
  await settle();
  expect([storage.commits.length, timers.pendingCount()]).toEqual([commits, pending]);
  const events: InspectEvent[] = [];
  inspector.events.subscribe((event) => events.push(event));
  await client.close();
  expect(events).toEqual([]);
});
