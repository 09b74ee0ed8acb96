import { expect, test } from 'vitest';
import { openConversation, openWorld } from '../test-support/world.ts';

const hello = { type: 'hello', protocol: 1, token: 'alice', device: 'phone', cursors: [] };

test('[PRO-1] a first message above 4,096 bytes is refused and the connection closed', async () => {
  const device = openWorld().connect();
  await device.say({ ...hello, token: 'x'.repeat(4_096) });
  expect(device.of('error')).toMatchObject([{ code: 'frame/too-large', fatal: true }]);
  expect(device.closed?.code).toBe(4413);
});

test('[PRO-1] anything but hello is refused and the connection closed', async () => {
  for (const message of ['[{"type":"ping"}]', 'hello', '[]', '[{"type":"hello","protocol":1,"token":"a"}]']) {
    const device = openWorld().connect();
    await device.raw(message);
    expect(device.of('error')).toMatchObject([{ code: 'hello/expected', class: 'permanent', fatal: true }]);
    expect(device.closed?.code).toBe(4400);
  }
});

test('[PRO-1] silence for ten seconds is refused and the connection closed', async () => {
  const world = openWorld();
  const device = world.connect();
  await world.runtime.advance(9_999);
  expect(device.closed).toBeUndefined();
  await world.runtime.advance(1);
  expect(device.of('error')).toMatchObject([{ code: 'hello/timeout', fatal: true }]);
  expect(device.closed?.code).toBe(4408);
});

test('[PRO-2] a hello without a token is refused with 4401, another protocol version with 4426', async () => {
  const world = openWorld();
  const bare = world.connect();
  await bare.say({ ...hello, token: undefined });
  expect([bare.of('error')[0]?.code, bare.closed?.code]).toEqual(['auth/missing', 4401]);
  const newer = world.connect();
  await newer.say({ type: 'hello', protocol: 2, credentials: 'of another shape' });
  expect([newer.of('error')[0]?.code, newer.closed?.code]).toEqual(['hello/protocol', 4426]);
});

test('[PRO-2] a refused token ends the connection with the code of the refusal', async () => {
  const device = openWorld({ verifyToken: async () => ({ code: 'auth/audience' }) }).connect();
  await device.say(hello);
  expect(device.of('error')).toMatchObject([{ code: 'auth/audience', class: 'auth', fatal: true }]);
  expect(device.closed?.code).toBe(4401);
});

test('[PRO-2] a session ends when its token does', async () => {
  const world = openWorld();
  const device = await world.join('alice', { expiresAtMs: world.runtime.now() + 30_000 });
  await world.runtime.advance(29_999);
  expect(device.closed).toBeUndefined();
  await world.runtime.advance(1);
  expect(device.of('error')).toMatchObject([{ code: 'auth/expired', fatal: true }]);
  expect(device.closed?.code).toBe(4401);
});

test('[PRO-2] a failure of the server itself is not blamed on the token', async () => {
  const world = openWorld({ verifyToken: () => Promise.reject(new Error('no key service')) });
  const device = world.connect();
  await device.say(hello);
  expect(device.of('error')).toMatchObject([{ code: 'server/internal', class: 'retry', fatal: true }]);
  expect(world.failures).toHaveLength(1);
});

test('[PRO-4] what is not a frame is answered, and the others of its message are served', async () => {
  const device = await openWorld().join('alice');
  device.take();
  await device.say(7, { type: 'pull', id: 4 }, { type: 'dance', id: 5 }, { type: 'ping' });
  expect(device.of('error')).toMatchObject([
    { code: 'frame/malformed' },
    { code: 'frame/malformed', re: 4 },
    { code: 'frame/unknown', re: 5 },
  ]);
  expect(device.of('pong')).toHaveLength(1);
  expect(device.closed).toBeUndefined();
});

test('[PRO-4] what is not JSON, not an array or binary is malformed and harmless', async () => {
  const device = await openWorld().join('alice');
  for (const message of ['{', '{"type":"ping"}', new TextEncoder().encode('[{"type":"ping"}]')])
    await device.raw(message);
  expect(device.of('error').map(({ code, fatal }) => [code, fatal])).toEqual(
    Array(3).fill(['frame/malformed', undefined]),
  );
  expect(device.closed).toBeUndefined();
});

test('[PRO-4] a message above frameBytes closes the connection with 4413; bytes count, not characters', async () => {
  const world = openWorld({ limits: { frameBytes: 5_000 } });
  const device = await world.join('alice');
  await device.raw(`["${'é'.repeat(2_498)}"]`);
  expect(device.closed).toBeUndefined();
  await device.raw(`["${'é'.repeat(2_499)}"]`);
  expect(device.closed?.code).toBe(4413);
});

test('[PRO-1] a second hello is an error and leaves the session alone', async () => {
  const device = await openWorld().join('alice');
  await device.say(hello);
  expect(device.of('error')).toMatchObject([{ code: 'hello/expected' }]);
  expect(device.closed).toBeUndefined();
});

test('[PRO-3] frames sent behind hello wait for the welcome and are served after it', async () => {
  const device = openWorld().connect();
  device.raw(JSON.stringify([hello, { type: 'ping' }])).catch(() => {});
  await device.say({ type: 'list', id: 1, limit: 10 });
  expect(device.frames.map(({ type }) => type)).toEqual(['welcome', 'summaries', 'pong']);
});

test('[PRO-1] what comes before the welcome is bounded', async () => {
  const world = openWorld({ verifyToken: () => new Promise(() => {}) });
  const device = world.connect();
  await device.say(hello);
  for (let count = 0; count < 16; count++) await device.say({ type: 'ping' });
  expect(device.closed).toBeUndefined();
  await device.say({ type: 'ping' });
  expect(device.closed?.code).toBe(4400);
});

test('[PRO-5] a session silent for two heartbeats is dropped, one that pings is not', async () => {
  const world = openWorld({ limits: { heartbeatMs: 10_000 } });
  const quiet = await world.join('alice');
  const lively = await world.join('bob');
  await world.runtime.advance(10_000);
  await lively.say({ type: 'ping' });
  await world.runtime.advance(10_000);
  expect(quiet.closed?.code).toBe(4408);
  expect(lively.closed).toBeUndefined();
});

test('[PRO-5] resume drops the session it names, of the same user only', async () => {
  const world = openWorld();
  const first = await world.join('alice');
  const session = first.of('welcome')[0]?.session ?? '';
  await world.join('mallory', { resume: session });
  expect(first.closed).toBeUndefined();
  await world.join('alice', { resume: session });
  expect(first.of('error')).toMatchObject([{ code: 'hello/replaced', fatal: true }]);
  expect(first.closed?.code).toBe(4409);
});

test('[PRO-5] a server that stops says goaway, answers what it accepted, and closes with 4503', async () => {
  const world = openWorld();
  const { alice, stream } = await openConversation(world);
  const push = {
    type: 'push',
    ops: [{ opId: '01900000-0000-7000-8000-0000000000aa', stream, collection: 'message', kind: 'put', body: {} }],
  };
  alice.raw(JSON.stringify([push])).catch(() => {});
  await world.core.drain();
  expect(alice.frames.map(({ type }) => type)).toEqual(['goaway', 'results']);
  expect(alice.of('results')[0]?.results).toMatchObject([{ ok: { ord: 1 } }]);
  expect(alice.closed?.code).toBe(4503);
  expect(world.connect().closed?.code).toBe(4503);
});

test('[PRO-35] a session that does not read is closed with 4429', async () => {
  const world = openWorld({ limits: { bufferedBytes: 1_000 } });
  const { alice, stream } = await openConversation(world, 'bob');
  const bob = await world.join('bob');
  bob.buffered = 1_001;
  await alice.say({
    type: 'push',
    ops: [{ opId: '01900000-0000-7000-8000-0000000000ab', stream, collection: 'message', kind: 'put', body: {} }],
  });
  expect(bob.of('error')).toMatchObject([{ code: 'frame/slow-reader', class: 'retry', fatal: true }]);
  expect(bob.closed?.code).toBe(4429);
});

test('[PRO-35] a reader who asks for more than it reads waits, and is answered when it has read', async () => {
  const world = openWorld({ limits: { bufferedBytes: 8_000 } });
  const bob = await world.join('bob');
  bob.buffered = 2_000;
  await bob.say({ type: 'list', id: 1, limit: 10 });
  expect(bob.of('summaries')).toEqual([]);
  bob.buffered = 0;
  await world.runtime.advance(20);
  expect(bob.of('summaries')).toHaveLength(1);
});
