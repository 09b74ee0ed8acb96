import type { ServerFrame } from '@tidemark/protocol';
import { build, createFakeRuntime, createFakeTimers } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createMemoryLink } from '../transport/memory-transport.ts';
import { runSession } from './session.ts';

/** A session with a server played by the test; `heartbeatMs` is 25,000. */
async function setUp({ apply = async (_frames: readonly ServerFrame[]) => {} } = {}) {
  const timers = createFakeTimers();
  const { clock } = createFakeRuntime({ timers, seed: 1 });
  const link = createMemoryLink();
  const connection = await link.transport.connect(new AbortController().signal);
  const server = await link.accept();
  const received: string[] = [];
  const read = (async () => {
    for await (const frames of server.frames) received.push(...frames.map(({ type }) => type));
  })().catch(() => {});
  const applied: string[][] = [];
  let end: unknown = 'open';
  let welcomed = 0;
  const ended = runSession(
    connection,
    build.hello(),
    {
      welcomed: () => {
        welcomed++;
      },
      apply: async (frames) => {
        applied.push(frames.map(({ type }) => type));
        await apply(frames);
      },
      ping: () => connection.send([{ type: 'ping' }]),
    },
    { clock, timers },
  ).then(
    () => {
      end = 'closed';
    },
    (error: unknown) => {
      end = error;
    },
  );
  return { timers, server, received, read, applied, ended, end: () => end, welcomed: () => welcomed };
}
const heads = build.heads();
const pong = build.pong();

test('[STR-34] the session begins with hello, and after welcome everything is applied', async () => {
  const { timers, server, received, applied, ended, end, welcomed } = await setUp();
  await timers.advance(0);
  expect(received).toEqual(['hello']);
  server.send([build.welcome(), heads]);
  await timers.advance(0);
  expect([welcomed(), applied]).toEqual([1, [['heads']]]);
  server.close();
  await ended;
  expect([end(), timers.pendingCount()]).toEqual(['closed', 0]);
});

test('[STR-34] a server that does not welcome within 10 s is given up', async () => {
  const { timers, ended, end, read } = await setUp();
  await timers.advance(9999);
  expect(end()).toBe('open');
  await timers.advance(1);
  await Promise.all([ended, read]);
  expect(end()).toMatchObject({ code: 'transport/failed', retryable: true });
  expect(timers.pendingCount()).toBe(0);
});

test('[STR-35] a heartbeat goes out at its interval, and a peer silent for two of them is dead', async () => {
  const { timers, server, received, ended, end } = await setUp();
  server.send([build.welcome()]);
  await timers.advance(25_000);
  server.send([pong]);
  await timers.advance(25_000);
  expect([received, end()]).toEqual([['hello', 'ping', 'ping'], 'open']);
  await timers.advance(24_999);
  expect(end()).toBe('open');
  await timers.advance(1);
  await ended;
  expect(end()).toMatchObject({ code: 'transport/failed', retryable: true });
});

test('[STR-35] silence is counted from what was heard last, not from the beat before or after', async () => {
  const { timers, server, ended, end } = await setUp();
  server.send([build.welcome()]);
  await timers.advance(25_040);
  server.send([pong]);
  await timers.advance(49_999);
  expect(end()).toBe('open');
  await timers.advance(1);
  await ended;
  expect(end()).toMatchObject({ code: 'transport/failed' });
});

test('[STR-35] anything heard counts as life', async () => {
  const { timers, server, end } = await setUp();
  server.send([build.welcome()]);
  for (let beat = 0; beat < 10; beat++) {
    await timers.advance(20_000);
    server.sendText('[]');
  }
  expect(end()).toBe('open');
});

test('[STR-36] frames of types that a newer server knows are passed over', async () => {
  const { timers, server, applied, end } = await setUp();
  server.send([build.welcome()]);
  server.sendText('[{"type":"confetti","amount":3},{"type":"pong","heads":[]}]');
  await timers.advance(0);
  expect([applied, end()]).toEqual([[['pong']], 'open']);
});

test('[STR-36] a frame that does not fit ends the session, and nothing of its message is applied', async () => {
  const { timers, server, applied, ended, end } = await setUp();
  server.send([build.welcome()]);
  server.sendText('[{"type":"pong","heads":[]},{"type":"heads","heads":[{"stream":"nonsense"}]}]');
  await ended;
  expect(applied).toEqual([]);
  expect(end()).toMatchObject({ code: 'transport/malformed' });
  expect(timers.pendingCount()).toBe(0);
});

test('[STR-36] nor is it applied where an earlier message is still being applied', async () => {
  let go = (): void => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { timers, server, applied, ended, end } = await setUp({ apply: () => held });
  server.send([build.welcome(), heads]);
  await timers.advance(0);
  server.sendText('[{"type":"pong","heads":[]},{"type":"pong"}]');
  await timers.advance(0);
  go();
  await ended;
  expect([applied, end()]).toMatchObject([[['heads']], { code: 'transport/malformed' }]);
});

test('[STR-37] what comes while the last batch is applied becomes one batch', async () => {
  let go = (): void => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { timers, server, applied, end } = await setUp({ apply: () => held });
  server.send([build.welcome(), heads]);
  await timers.advance(0);
  server.send([pong]);
  server.send([heads, pong]);
  await timers.advance(0);
  expect(applied).toEqual([['heads']]);
  go();
  await timers.advance(0);
  expect([applied, end()]).toEqual([[['heads'], ['pong', 'heads', 'pong']], 'open']);
});

test('[STR-37] a session that ends waits for what is being applied, and applies what came before its end', async () => {
  let go = (): void => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { timers, server, applied, ended, end } = await setUp({ apply: () => held });
  server.send([build.welcome(), heads]);
  await timers.advance(0);
  server.send([pong]);
  server.close();
  await timers.advance(0);
  expect(end()).toBe('open');
  go();
  await ended;
  expect([applied, end()]).toEqual([[['heads'], ['pong']], 'closed']);
});

test('[STR-37] what cannot be applied ends the session with its reason, and nothing after it is applied', async () => {
  const full = new Error('full');
  const { server, applied, ended, end } = await setUp({ apply: () => Promise.reject(full) });
  server.send([build.welcome(), heads]);
  server.send([pong]);
  await ended;
  expect([applied.length, end()]).toEqual([1, full]);
});

test('[STR-37] a reader too far behind stops reading until it has caught up', async () => {
  let go = (): void => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { timers, server, applied, end } = await setUp({ apply: () => held });
  server.send([build.welcome(), heads]);
  for (let n = 0; n < 1000; n++) server.send([pong]);
  await timers.advance(0);
  go();
  await timers.advance(0);
  expect([applied[1]?.length, applied.flat().length, end()]).toEqual([256, 1001, 'open']);
});

test('[STR-38] a fatal error refuses the client, with the server’s code and whether a retry can help', async () => {
  const refused = async (kind: 'auth' | 'retry') => {
    const { server, applied, ended, end } = await setUp();
    const error = { type: 'error', code: 'auth/expired', class: kind, message: 'why', retryAfterMs: 5 } as const;
    server.send([heads, { ...error, fatal: true }]);
    await ended;
    return [applied, end()];
  };
  const details = { code: 'auth/expired', retryAfterMs: 5 };
  expect(await refused('auth')).toMatchObject([[], { code: 'client/refused', details, retryable: false }]);
  expect(await refused('retry')).toMatchObject([[], { code: 'client/refused', retryable: true }]);
});

test('[STR-38] any other error is the answer to a request, and a broken connection is its own reason', async () => {
  const { timers, server, applied, ended, end } = await setUp();
  server.send([build.welcome(), { type: 'error', re: 1, code: 'stream/unknown', class: 'permanent', message: 'why' }]);
  await timers.advance(0);
  expect([applied, end()]).toEqual([[['error']], 'open']);
  server.close(1011, 'crash');
  await ended;
  expect(end()).toMatchObject({ code: 'transport/failed', details: { closeCode: 1011 } });
});

test('[STR-34] frames that are passed over do not put off the welcome', async () => {
  const { timers, server, ended, end } = await setUp();
  await timers.advance(9000);
  server.sendText('[{"type":"weather"}]');
  await timers.advance(1000);
  await ended;
  expect(end()).toMatchObject({ code: 'transport/failed', retryable: true });
});

test('[STR-34] a second welcome ends the session', async () => {
  const { timers, server, ended, end, welcomed } = await setUp();
  server.send([build.welcome()]);
  server.send([build.welcome()]);
  await timers.advance(0);
  await ended;
  expect(end()).toMatchObject({ code: 'transport/malformed' });
  expect(welcomed()).toBe(1);
});
