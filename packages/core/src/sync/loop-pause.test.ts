import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pushedOf } from '../test-support/device-bench.ts';

const offline = (...why: string[]) => ({ kind: 'offline', why });

test('[LOP-1] pause reasons add up, and the last one taken away connects at once', async () => {
  const { client, peers, status, settle, timers } = await deviceBench();
  client.sync.pause('hidden');
  client.sync.pause('signed-out');
  await settle();
  client.sync.resume('hidden');
  await timers.advance(3_600_000);
  expect([status(), peers.length]).toEqual([offline('signed-out'), 1]);
  client.sync.resume('signed-out');
  await settle();
  expect([status()?.kind, peers.length]).toEqual(['connecting', 2]);
});

test('[LOP-2] a pause holds from the call on: the status says so, and nothing is pushed after it', async () => {
  const { client, live, status, settle } = await deviceBench();
  const peer = await live();
  const early = client.messages.send(build.id(0), { text: 'early' });
  client.sync.pause('hidden');
  expect(status()).toEqual(offline('hidden'));
  const late = client.messages.send(build.id(0), { text: 'late' });
  await Promise.all([early, late]);
  await settle();
  expect([pushedOf(peer.take()), peer.isOpen(), status()]).toEqual([[], false, offline('hidden')]);
  expect(client.outbox.observe().getSnapshot()?.at(-1)).toMatchObject({ attempts: 0 });
});

test('[LOP-2] a pause is told once, however long it takes to hold', async () => {
  const { client, live, statuses, settle } = await deviceBench();
  await live();
  statuses.length = 0;
  client.sync.pause('hidden');
  await settle();
  client.sync.pause('hidden');
  await settle();
  expect(statuses).toEqual([offline('hidden')]);
});

test('[LOP-2] a pause ends an attempt whose `auth` hangs, and a resume asks it anew', async () => {
  let asked = 0;
  const auth = () => {
    asked++;
    return asked === 1 ? new Promise<string>(() => {}) : 'token';
  };
  const { client, peers, status, settle } = await deviceBench({ auth });
  client.sync.pause('hidden');
  await settle();
  expect([status(), peers.length]).toEqual([offline('hidden'), 0]);
  client.sync.resume('hidden');
  await settle();
  expect([asked, peers.length]).toEqual([2, 1]);
});

test('[LOP-2] a pause ends an attempt whose connection hangs', async () => {
  let connecting = 0;
  const hangs = (signal: AbortSignal) => {
    connecting++;
    return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const { client, status, settle } = await deviceBench({ transport: { connect: hangs } });
  client.sync.pause('hidden');
  await settle();
  expect([status(), connecting]).toEqual([offline('hidden'), 1]);
  client.sync.resume('hidden');
  await settle();
  expect([status()?.kind, connecting]).toEqual(['connecting', 2]);
});

test('[LOP-2] a pause and a resume within an attempt start the next one at once, without a wait', async () => {
  const { client, peers, live, statuses, settle } = await deviceBench();
  await live();
  statuses.length = 0;
  client.sync.pause('hidden');
  client.sync.resume('hidden');
  await settle();
  expect([statuses.map(({ kind }) => kind), peers.length]).toEqual([['offline', 'connecting'], 2]);
  await live();
  expect(statuses.at(-1)).toEqual({ kind: 'live' });
});

test('[LOP-2] a pause while the welcome is being taken pushes and asks nothing', async () => {
  const { client, peer, storage, settle } = await deviceBench({ user: undefined });
  await client.messages.send(build.id(0), { text: 'kept' });
  const first = peer();
  first.take();
  // The user is stored before the session begins.
  storage.hold();
  await first.send(build.welcome());
  client.sync.pause('hidden');
  storage.release();
  await settle();
  expect([first.take(), first.isOpen()]).toEqual([[], false]);
  expect(client.outbox.observe().getSnapshot()).toMatchObject([{ attempts: 0 }]);
});

test('[LOP-3] without a network nothing is tried; with one it connects at once', async () => {
  const { runtime, peers, peer, status, settle, timers } = await deviceBench();
  await peer().close();
  runtime.network.setOnline(false);
  await timers.advance(3_600_000);
  expect([status(), peers.length]).toEqual([offline('no-network'), 1]);
  runtime.network.setOnline(true);
  await settle();
  expect([status()?.kind, peers.length]).toEqual(['connecting', 2]);
});

test('[LOP-3] a connection stays when the device takes itself for offline, as long as it answers', async () => {
  const { runtime, live, status, timers } = await deviceBench();
  const peer = await live();
  peer.take();
  runtime.network.setOnline(false);
  await timers.advance(1);
  expect([peer.take(), status()]).toEqual([[{ type: 'ping' }], { kind: 'live' }]);
  await timers.advance(60_000);
  expect([peer.isOpen(), status()]).toEqual([false, offline('no-network')]);
});

test('[LOP-3] reasons of the app and the missing network are told together', async () => {
  const { client, runtime, status, settle } = await deviceBench();
  runtime.network.setOnline(false);
  client.sync.pause('hidden');
  expect(status()).toEqual(offline('hidden', 'no-network'));
  client.sync.resume('hidden');
  await settle();
  expect(status()).toEqual(offline('no-network'));
});
