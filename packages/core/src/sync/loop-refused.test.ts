import type { ErrorDown } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench, pushedOf } from '../test-support/device-bench.ts';

type Bench = Awaited<ReturnType<typeof deviceBench>>;

const fatal = (code: string, kind: ErrorDown['class']): ErrorDown => {
  return { type: 'error', code, class: kind, message: 'told so', fatal: true };
};
const refused = (code: string) => ({ kind: 'refused', code, message: expect.stringContaining('told so') });

test('[LOP-9] a token refused once is asked for again at once; refused twice, only the app can help', async () => {
  let asked = 0;
  const auth = () => `token ${++asked}`;
  const { peer, peers, statuses, status, timers } = await deviceBench({ auth });
  await peer().send(fatal('auth/expired', 'auth'));
  expect([asked, peers.length, timers.elapsedMs(), statuses.at(-1)?.kind]).toEqual([2, 2, 0, 'connecting']);
  await peer().send(fatal('auth/expired', 'auth'));
  await timers.advance(3_600_000);
  expect([status(), asked, peers.length]).toEqual([refused('auth/expired'), 2, 2]);
});

test('[LOP-9] a token refused in the middle of a session is asked for again after a wait', async () => {
  const { live, peer, peers, status, timers } = await deviceBench();
  const first = await live();
  await first.send(fatal('auth/expired', 'auth'));
  expect(status()).toMatchObject({ kind: 'offline', why: ['auth/expired'] });
  await timers.runNext();
  expect([status()?.kind, peers.length]).toEqual(['connecting', 2]);
  await peer().send(fatal('auth/expired', 'auth'));
  expect(status()).toEqual(refused('auth/expired'));
});

test('[LOP-9] a good session between two refusals counts them apart', async () => {
  const { live, peer, status, timers } = await deviceBench();
  for (const session of ['s1', 's2', 's3']) {
    await peer().send(fatal('auth/expired', 'auth'));
    await (await live({ session })).close();
    await timers.runNext();
  }
  expect(status()?.kind).toBe('connecting');
});

test('[LOP-9] a token refused, then good, then refused in the session is asked for once more', async () => {
  const { live, peer, status } = await deviceBench();
  await peer().send(fatal('auth/expired', 'auth'));
  await (await live()).send(fatal('auth/expired', 'auth'));
  expect(status()).toMatchObject({ kind: 'offline', why: ['auth/expired'] });
});

test('[LOP-9] a refusal that may pass is met with waits for ever', async () => {
  const { peer, status, timers } = await deviceBench();
  for (let n = 0; n < 8; n++) {
    await peer().send(fatal('server/draining', 'retry'));
    expect(status()).toMatchObject({ kind: 'offline', why: ['server/draining'] });
    await timers.runNext();
  }
  expect(status()?.kind).toBe('connecting');
});

const wakes: Readonly<Record<string, (bench: Bench) => unknown>> = {
  'sync.resume': ({ client }) => client.sync.resume('signed-in'),
  'outbox.retry': ({ client }) => client.outbox.retry(),
};

test.each(Object.entries(wakes))('[LOP-10] %s wakes a refused client, and what waited goes out', async (_, wake) => {
  const bench = await deviceBench();
  const { client, peer, live, status, settle } = bench;
  const { id } = await client.messages.send(build.id(0), { text: 'kept' });
  await peer().send(fatal('hello/protocol', 'permanent'));
  expect(status()).toEqual(refused('hello/protocol'));
  await wake(bench);
  await settle();
  await peer().send(build.welcome());
  expect(pushedOf(peer().take())).toEqual([id]);
  await live();
});

test('[LOP-10] neither the network nor a look wakes a refused client', async () => {
  const { runtime, peer, peers, status, settle } = await deviceBench();
  await peer().send(fatal('hello/protocol', 'permanent'));
  for (const isIt of [false, true]) {
    runtime.visibility.setVisible(isIt);
    runtime.network.setOnline(isIt);
    await settle();
  }
  expect([status(), peers.length]).toEqual([refused('hello/protocol'), 1]);
});

test('[LOP-10] a refused client that is paused says so, and tries again when resumed', async () => {
  const { client, peer, peers, status, settle } = await deviceBench();
  await peer().send(fatal('hello/protocol', 'permanent'));
  client.sync.pause('signed-out');
  await settle();
  expect(status()).toEqual({ kind: 'offline', why: ['signed-out'] });
  client.sync.resume('signed-out');
  await settle();
  expect([status()?.kind, peers.length]).toEqual(['connecting', 2]);
});

test.each(['hello/protocol', 'hello/replaced'])('[LOP-11] %s is final at once', async (code) => {
  const { peer, peers, status, timers } = await deviceBench();
  await peer().send(fatal(code, 'permanent'));
  await timers.advance(3_600_000);
  expect([status(), peers.length]).toEqual([refused(code), 1]);
});

test('[LOP-11] another newer session of this device is final in the middle of one, too', async () => {
  const { live, status } = await deviceBench();
  const peer = await live();
  await peer.send(fatal('hello/replaced', 'permanent'));
  expect(status()).toEqual(refused('hello/replaced'));
});

test('[LOP-11] another user than the database’s is final at once, and nothing of them is taken', async () => {
  const { client, peer, peers, status, timers } = await deviceBench();
  await client.messages.send(build.id(0), { text: 'of ann' });
  const first = peer();
  first.take();
  await first.send(build.welcome({ user: 'bob' }), build.changes({ rows: [build.message(1)] }));
  await timers.advance(3_600_000);
  expect(status()).toMatchObject({ kind: 'refused', code: 'client/other-user' });
  expect([first.take(), first.isOpen(), peers.length, client.user]).toEqual([[], false, 1, 'ann']);
  expect(await client.messages.get(build.id(0), build.id(1))).toBe(undefined);
});
