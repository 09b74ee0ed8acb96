import type { SignalDown, SignalUp } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, type Peer } from '../test-support/device-bench.ts';
import { messages, openConversation } from '../test-support/open-conversation.ts';
import { typing } from './typing.ts';

const CREW = build.id(0);
const signal = (from: string, ttlMs = 30_000, kind = 'typing'): SignalDown => ({
  type: 'signal',
  stream: build.stream,
  from,
  kind,
  ttlMs,
});
const told = (peer: Peer): readonly number[] =>
  peer.take().flatMap((frame) => (frame.type === 'signal' ? [(frame as SignalUp).ttlMs] : []));

/** A live device that looks at who types in a conversation that holds two messages. */
async function openTyping() {
  const bench = await deviceBench();
  const { peer } = await openConversation(bench, { rows: messages(1, 2, 'bob'), head: build.head(2) });
  const api = bench.client.use(typing);
  const observed = api.observe(CREW);
  const seen: (readonly string[])[] = [];
  observed.subscribe(() => seen.push(observed.getSnapshot() ?? []));
  await bench.settle();
  seen.length = 0;
  peer.take();
  return { ...bench, peer, api, observed, seen };
}

test('[TYP-1] a key is told at once, then every ten seconds while it goes on, for thirty', async () => {
  const { api, peer, timers } = await openTyping();
  for (let second = 0; second < 25; second++) {
    api.set(CREW);
    await timers.advance(1_000);
  }
  expect(told(peer)).toEqual([30_000, 30_000, 30_000]);
});

test('[TYP-1] stopping is told where typing was; after a message the next key is told anew', async () => {
  const { api, client, peer, settle } = await openTyping();
  api.stop(CREW);
  api.set(CREW);
  api.stop(CREW);
  await settle();
  expect(told(peer)).toEqual([30_000, 0]);
  api.set(CREW);
  await client.messages.send(CREW, { text: 'Ahoy' });
  api.stop(CREW);
  api.set(CREW);
  await settle();
  expect(told(peer)).toEqual([30_000, 30_000]);
});

test('[TYP-1] offline nothing is told and nothing waits; a new session begins anew', async () => {
  const { api, peer, timers, live, settle } = await openTyping();
  api.set(CREW);
  await settle();
  expect(told(peer)).toEqual([30_000]);
  await peer.close();
  api.set(CREW);
  await timers.advance(2_000);
  const next = await live();
  expect(told(next)).toEqual([]);
  api.set(CREW);
  await settle();
  expect(told(next)).toEqual([30_000]);
});

test('[TYP-2] who types stands there until they stop, or their time is over, who began first before the others', async () => {
  const { peer, observed, seen, timers } = await openTyping();
  await peer.send(signal('bob', 20_000), signal('eve'), signal('dan', 30_000, 'waves'), signal('ann'));
  await timers.advance(10_000);
  await peer.send(signal('bob'));
  expect(seen).toEqual([['bob', 'eve']]);
  await peer.send(signal('eve', 0));
  await timers.advance(29_999);
  expect(observed.getSnapshot()).toEqual(['bob']);
  await timers.advance(1);
  expect(seen).toEqual([['bob', 'eve'], ['bob'], []]);
});

test('[TYP-2] a message ends its author’s typing, an edit of an older one does not', async () => {
  const { peer, observed } = await openTyping();
  await peer.send(signal('bob'), signal('eve'));
  const edited = build.message(1, { author: 'bob', rev: 3, ord: 1, body: { text: 'edited' } });
  await peer.send(build.changes({ from: 2, to: 3, rows: [edited], head: build.head(3, { ord: 2 }) }));
  expect(observed.getSnapshot()).toEqual(['bob', 'eve']);
  const sent = build.message(4, { author: 'bob', ord: 3 });
  await peer.send(build.changes({ from: 3, to: 4, rows: [sent], head: build.head(4, { ord: 3 }) }));
  expect(observed.getSnapshot()).toEqual(['eve']);
});

test('[TYP-2] a closed client leaves no timer', async () => {
  const { client, peer, timers } = await openTyping();
  await peer.send(signal('bob'));
  await client.close();
  expect(timers.pendingCount()).toBe(0);
});
