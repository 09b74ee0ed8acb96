import { TidemarkError } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';

type Bench = Awaited<ReturnType<typeof deviceBench>>;

/** The waits told between attempts, as the statuses of this device name them. */
async function waits({ timers, status, settle }: Bench, count: number) {
  const found: number[] = [];
  while (found.length < count) {
    await settle();
    const now = status();
    if (now?.kind === 'offline') found.push((now.retryAtMs ?? Number.NaN) - timers.elapsedMs());
    await timers.runNext();
  }
  return found;
}

/** Draws the largest fraction there is, so that a wait is its ceiling. */
const greatest = { fraction: () => 1 - 2 ** -53, fill: (target: Uint8Array) => target.fill(7) };

test('[LOP-4] a server that fails is met with waits that grow to the ceiling', async () => {
  const bench = await deviceBench({ outbox: { retryBaseMs: 1000, retryMaxMs: 10_000 } });
  bench.runtime.random.fraction = greatest.fraction;
  bench.link.setReachable(false);
  await bench.peer().close();
  const ceilings = [1000, 2000, 4000, 8000, 10_000, 10_000];
  const found = await waits(bench, 6);
  // Whole milliseconds below the ceiling.
  expect(found.map(Math.ceil)).toEqual(ceilings.map((ms) => ms - 1));
});

test('[LOP-4] the waits of two devices differ', async () => {
  const [a, b] = [await deviceBench({ seed: 1 }), await deviceBench({ seed: 2 })];
  for (const { link, peer } of [a, b]) {
    link.setReachable(false);
    await peer().close();
  }
  expect(await waits(a, 8)).not.toEqual(await waits(b, 8));
});

test('[LOP-4] a session that got through starts anew; one only welcomed does not', async () => {
  const bench = await deviceBench();
  const { peer, live, status, timers } = bench;
  for (const attempt of [2, 3, 4]) {
    await peer().send(build.welcome({ session: `s${attempt}` }));
    await peer().close();
    await timers.runNext();
    expect(status()).toEqual({ kind: 'connecting', attempt });
  }
  const last = await live();
  await last.close();
  await timers.runNext();
  expect(status()).toEqual({ kind: 'connecting', attempt: 1 });
});

test('[LOP-4] a session that got through and was asking again when it ended starts anew, too', async () => {
  const { live, peer, status, timers } = await deviceBench();
  await peer().close();
  await timers.runNext();
  const second = await live();
  await second.send(build.changes({ rows: [build.message(1)] }));
  await second.send(build.heads(build.head(9)));
  expect(status()?.kind).toBe('catching-up');
  await second.close();
  await timers.runNext();
  expect(status()).toEqual({ kind: 'connecting', attempt: 1 });
});

test('[LOP-5] a server that goes away is met again within the time it names', async () => {
  const { live, status, timers } = await deviceBench();
  const peer = await live();
  await peer.send({ type: 'goaway', afterMs: [2000, 5000] });
  expect(status()).toEqual({ kind: 'live' });
  await peer.close(4503);
  const now = status();
  const waitMs = now?.kind === 'offline' ? (now.retryAtMs ?? 0) - timers.elapsedMs() : 0;
  expect(waitMs).toBeGreaterThanOrEqual(2000);
  expect(waitMs).toBeLessThanOrEqual(5000);
  await timers.advance(Math.ceil(waitMs));
  expect(status()).toEqual({ kind: 'connecting', attempt: 1 });
});

/** Tells the other of two states, and then the one again. */
const toggle = (tell: (state: boolean) => void) => [false, true].forEach(tell);

test.each([
  ['the network', ({ runtime }: Bench) => toggle(runtime.network.setOnline)],
  ['a look', ({ runtime }: Bench) => toggle(runtime.visibility.setVisible)],
  ['outbox.retry', ({ client }: Bench) => client.outbox.retry()],
  ['sync.resume', ({ client }: Bench) => client.sync.resume('never paused')],
])('[LOP-6] %s cuts a wait short', async (_name, wake) => {
  const bench = await deviceBench({ outbox: { retryBaseMs: 60_000, retryMaxMs: 60_000 } });
  await bench.peer().close();
  expect(bench.status()).toMatchObject({ kind: 'offline', why: ['transport/failed'] });
  await wake(bench);
  await bench.settle();
  expect([bench.status(), bench.timers.elapsedMs()]).toEqual([{ kind: 'connecting', attempt: 2 }, 0]);
});

test('[LOP-6] an app that is put away tries nothing for that', async () => {
  const { runtime, peer, peers, settle } = await deviceBench({ outbox: { retryBaseMs: 60_000, retryMaxMs: 60_000 } });
  await peer().close();
  runtime.visibility.setVisible(false);
  await settle();
  expect(peers.length).toBe(1);
});

test('[LOP-7] no connection within 15 s, the token included, is a failed attempt', async () => {
  const { status, timers } = await deviceBench({ auth: () => new Promise(() => {}) });
  await timers.advance(14_999);
  expect(status()).toEqual({ kind: 'connecting', attempt: 1 });
  await timers.advance(1);
  expect(status()).toMatchObject({ kind: 'offline', why: ['transport/failed'] });
});

test('[LOP-7] a connection that was made in time stays', async () => {
  const { live, status, timers } = await deviceBench();
  const peer = await live();
  await timers.advance(20_000);
  expect([peer.isOpen(), status()]).toEqual([true, { kind: 'live' }]);
});

test('[LOP-7] a storage that fails at the beginning of a session leaves no connection open', async () => {
  const storage = watchedStorage();
  const { read } = storage;
  let failures = 1;
  storage.read = (requests) => {
    if (requests[0]?.store !== 'streams' || failures-- <= 0) return read(requests);
    return Promise.reject(new TidemarkError('storage/unavailable', 'no', { name: 'db' }, { retryable: true }));
  };
  const { peers, live, status, timers } = await deviceBench({ storage });
  expect(status()).toMatchObject({ kind: 'offline', why: ['storage/unavailable'] });
  expect(peers.map((peer) => peer.isOpen())).toEqual([false]);
  await timers.runNext();
  await live();
  expect(status()).toEqual({ kind: 'live' });
});

test('[LOP-8] `auth` is asked at every connection, and one that fails is asked again after a wait', async () => {
  const tokens = [new Error('no network'), 'a', 'b'];
  const auth = async () => {
    const next = tokens.shift();
    if (next instanceof Error) throw next;
    return next as string;
  };
  const { live, peer, status, timers } = await deviceBench({ auth });
  expect(status()).toMatchObject({ kind: 'offline', why: ['auth-failed'] });
  await timers.runNext();
  expect(peer().take()).toMatchObject([{ type: 'hello', token: 'a' }]);
  await (await live()).close();
  await timers.runNext();
  expect(peer().take()).toMatchObject([{ type: 'hello', token: 'b' }]);
});
