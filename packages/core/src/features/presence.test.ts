import type { PresenceUp, PresentUser } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { deviceBench, type Peer } from '../test-support/device-bench.ts';
import { presence } from './presence.ts';

/** What a device said of its presence since it was last asked. */
const said = (peer: Peer): readonly string[] =>
  peer.take().flatMap((frame) => {
    if (frame.type !== 'presence') return [];
    const { state, users } = frame as PresenceUp;
    return [[state, ...users].join(' ')];
  });
const present = (...users: readonly PresentUser[]) => ({ type: 'presence', users }) as const;

async function openPresence({ heartbeatMs = 3_600_000 } = {}) {
  const bench = await deviceBench();
  const peer = await bench.live({ limits: { heartbeatMs } });
  const api = bench.client.use(presence);
  await bench.settle();
  return { ...bench, peer, api };
}

test('[PRS-1] a client says that its user is there, away a minute after nobody looked, online at the next look', async () => {
  const { peer, runtime, timers } = await openPresence();
  expect(said(peer)).toEqual(['online']);
  runtime.visibility.setVisible(false);
  await timers.advance(59_999);
  expect(said(peer)).toEqual([]);
  await timers.advance(1);
  expect(said(peer)).toEqual(['away']);
  await timers.advance(5_000);
  runtime.visibility.setVisible(true);
  await timers.advance(0);
  expect(said(peer)).toEqual(['online']);
  runtime.visibility.setVisible(false);
  await timers.advance(30_000);
  runtime.visibility.setVisible(true);
  await timers.advance(60_000);
  expect(said(peer)).toEqual([]);
});

test('[PRS-1] the app may say away whatever the device sees', async () => {
  const { api, peer, timers } = await openPresence();
  api.show('away');
  await timers.advance(2_000);
  api.show('auto');
  await timers.advance(2_000);
  expect(said(peer)).toEqual(['online', 'away', 'online']);
});

test('[PRS-2] those looked at are named, together, at most every two seconds; nobody twice', async () => {
  const { api, peer, timers } = await openPresence();
  await timers.advance(2_000);
  said(peer);
  const [bob, again, eve] = ['bob', 'bob', 'eve'].map((user) => api.observe(user));
  await timers.advance(0);
  expect(said(peer)).toEqual(['online bob eve']);
  eve?.close();
  const dan = api.observe('dan');
  again?.close();
  await timers.advance(1_999);
  expect(said(peer)).toEqual([]);
  await timers.advance(1);
  expect(said(peer)).toEqual(['online bob dan']);
  bob?.close();
  dan.close();
  await timers.advance(2_000);
  expect(said(peer)).toEqual(['online']);
});

test('[PRS-2] more than 200 are not named, and stay unknown until there is room', async () => {
  const { api, peer, timers } = await openPresence();
  await timers.advance(2_000);
  said(peer);
  const [first] = Array.from({ length: 201 }, (_, n) => api.observe(`u${n}`));
  await timers.advance(0);
  expect(said(peer)[0]?.split(' ')).toHaveLength(201);
  first?.close();
  await timers.advance(2_000);
  expect(said(peer)[0]).toMatch(/ u200$/);
});

test('[PRS-3] what is known is what the server said last; without a session nothing is', async () => {
  const { api, peer, live, timers } = await openPresence();
  const bob = api.observe('bob');
  expect(bob.getSnapshot()).toEqual({ state: 'unknown' });
  const seen: (string | undefined)[] = [];
  bob.subscribe(() => seen.push(bob.getSnapshot()?.state));
  await peer.send(present({ user: 'bob', state: 'online' }, { user: 'eve', state: 'online' }));
  await peer.send(present({ user: 'bob', state: 'online' }));
  await peer.send(present({ user: 'bob', state: 'offline', at: 7 }));
  expect(bob.getSnapshot()).toEqual({ state: 'offline', at: 7 });
  await peer.close();
  await timers.advance(2_000);
  expect(seen).toEqual(['unknown', 'online', 'offline', 'unknown']);
  const next = await live();
  expect(said(next)).toEqual(['online bob']);
});

test('[PRS-3] a question the server shed is asked again at the heartbeat, an answered one is not', async () => {
  const { api, peer, timers } = await openPresence({ heartbeatMs: 10_000 });
  await timers.advance(2_000);
  api.observe('bob');
  await timers.advance(8_000);
  said(peer);
  await peer.send({ type: 'pong', heads: [] });
  expect(said(peer)).toEqual(['online bob']);
  await timers.advance(10_000);
  await peer.send(present({ user: 'bob', state: 'away' }), { type: 'pong', heads: [] });
  expect(said(peer)).toEqual([]);
});

test('[PRS-3] an id that is none is refused; a closed client leaves no timer', async () => {
  const { api, client, runtime, timers } = await openPresence();
  expect(() => api.observe('b b')).toThrow(expect.objectContaining({ code: 'write/invalid' }));
  runtime.visibility.setVisible(false);
  await timers.advance(3_000);
  await client.close();
  expect(timers.pendingCount()).toBe(0);
});
