import { TidemarkError } from '@tidemark/protocol';
import { createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createMemoryLink } from '../transport/memory-transport.ts';
import { createSyncLoop } from './loop.ts';
import type { Talk } from './talk.ts';

const missing = new TidemarkError('client/code-missing', 'gone', { found: 'gone' }, { retryable: true });

/** A loop whose talk is brought by the test. */
function bench(talk: () => Promise<Talk>) {
  const timers = createFakeTimers();
  const link = createMemoryLink();
  const ended = new AbortController();
  const loop = createSyncLoop({
    transport: link.transport,
    auth: () => 'token',
    runtime: createFakeRuntime({ timers, seed: 1 }),
    backoff: { baseMs: 1000, maxMs: 10_000 },
    talk,
  });
  const running = loop.run(ended.signal);
  const close = async (): Promise<void> => {
    ended.abort(new Error('over'));
    await running;
  };
  return { loop, timers, close };
}

/** Says nothing, and ends when it is told to. */
const mute = (tokens: string[]): Talk => ({
  async run(connection, token) {
    tokens.push(token);
    for await (const _ of connection);
  },
  ping() {},
  detach() {},
  session: () => undefined,
});

test('[LOP-26] what speaks is fetched with the first connection; where it is missing the device is offline and tries again', async () => {
  const tokens: string[] = [];
  let asked = 0;
  const { loop, timers, close } = bench(async () => {
    if (++asked === 1) throw missing;
    return mute(tokens);
  });
  await timers.advance(0);
  expect([loop.status(), tokens]).toMatchObject([{ kind: 'offline', why: ['client/code-missing'] }, []]);
  await timers.runNext();
  expect([loop.status(), tokens, asked]).toEqual([{ kind: 'connecting', attempt: 2 }, ['token'], 2]);
  await close();
});

test('[LOP-26] code that does not come in time fails the attempt, and serves the next one when it is there', async () => {
  const tokens: string[] = [];
  let asked = 0;
  let arrive: (talk: Talk) => void = () => {};
  const { loop, timers, close } = bench(() => {
    asked++;
    return new Promise((resolve) => {
      arrive = resolve;
    });
  });
  await timers.advance(15_000);
  expect(loop.status()).toMatchObject({ kind: 'offline', why: ['transport/failed'] });
  await timers.runNext();
  arrive(mute(tokens));
  await timers.advance(0);
  expect([asked, tokens]).toEqual([1, ['token']]);
  loop.pause('test');
  loop.resume('test');
  await timers.advance(0);
  expect([asked, tokens]).toEqual([1, ['token', 'token']]);
  await close();
});
