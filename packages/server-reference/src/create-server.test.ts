import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationStream, type Op, TidemarkError } from '@tidemark/protocol';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createServer, type TidemarkServer } from './create-server.ts';
import type { ServerOptions } from './options.ts';
import { connectLive, isType, joinLive } from './test-support/live-client.ts';
import { create, send } from './test-support/ops.ts';

const secret = 'a secret of at least thirty-two bytes';
const stream = conversationStream('crew');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function start(options: Partial<ServerOptions> = {}): Promise<TidemarkServer> {
  const server = await createServer({ data: temporaryFolder(), port: 0, devTokens: true, ...options });
  onTestFinished(() => server.close());
  return server;
}

const tokenFor = async (server: TidemarkServer, user: string): Promise<string> =>
  (await server.issueDevToken?.(user)) ?? '';

async function rejection(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!TidemarkError.is(error)) throw new Error(`no TidemarkError was thrown but ${String(error)}`);
  return error;
}

test('[PRO-3] a message crosses real sockets, and the server is closed and opened again', async () => {
  const data = temporaryFolder();
  const first = await start({ data });
  const alice = await joinLive(first.url, await tokenFor(first, 'alice'));
  const bob = await joinLive(first.url, await tokenFor(first, 'bob'));
  expect(await alice.push(create('crew', ['bob']), send(stream, 'ahoy'))).toMatchObject([
    { ok: {} },
    { ok: { ord: 1 } },
  ]);
  expect(await bob.wait(isType('changes'))).toMatchObject({ stream, from: 0, to: 4 });
  await first.close();
  expect(await Promise.all([alice.closed, bob.closed])).toEqual([4503, 4503]);
  const second = await start({ data });
  const again = await joinLive(second.url, await tokenFor(second, 'bob'));
  again.say({ type: 'list', id: 1, limit: 5 });
  expect(await again.wait(isType('summaries'))).toMatchObject({ summaries: [{ stream, rev: 4, ord: 1 }] });
});

test('[PRO-2] bad tokens over the wire: each its code, then 4401', async () => {
  const server = await start({ devTokens: false, auth: { secret, audience: 'chat' } });
  const sign = (claims: object, key = secret): Promise<string> =>
    new SignJWT({ sub: 'alice', aud: 'chat', ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(key));
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const cases = [
    [undefined, 'auth/missing'],
    ['', 'auth/missing'],
    ['nonsense', 'auth/malformed'],
    [await sign({ exp: 1 }), 'auth/expired'],
    [await sign({ aud: 'shop' }), 'auth/audience'],
    [`${part({ alg: 'none' })}.${part({ sub: 'alice', aud: 'chat' })}.`, 'auth/algorithm'],
    [await sign({}, 'another secret of thirty-two bytes!!'), 'auth/signature'],
  ] as const;
  for (const [token, code] of cases) {
    const client = await connectLive(server.url);
    client.say({ type: 'hello', protocol: 1, token, device: 'd', cursors: [] });
    expect(await client.wait(isType('error'))).toMatchObject({ code, class: 'auth', fatal: true });
    expect(await client.closed).toBe(4401);
  }
  const good = await joinLive(server.url, await sign({}));
  expect(good.frames[0]).toMatchObject({ user: 'alice' });
});

test('[PRO-4] malformed and unknown frames leave a real connection up', async () => {
  const server = await start();
  const client = await joinLive(server.url, await tokenFor(server, 'alice'));
  client.socket.send('{{{');
  client.socket.send(Buffer.from([1, 2, 3]));
  client.say({ type: 'dance' }, { type: 'ping' });
  await client.wait(isType('pong'));
  expect(client.frames.flatMap((frame) => (frame.type === 'error' ? frame.code : []))).toEqual([
    'frame/malformed',
    'frame/malformed',
    'frame/unknown',
  ]);
});

test('[PRO-1] more than 4 KiB before the welcome ends the connection', async () => {
  const client = await connectLive((await start()).url);
  client.say({ type: 'hello', protocol: 1, token: 'x'.repeat(4_096), device: 'd', cursors: [] });
  expect(await client.wait(isType('error'))).toMatchObject({ code: 'frame/too-large', fatal: true });
  expect(await client.closed).toBe(4413);
});

test('[PRO-4] a message above 64 KiB ends the connection before it is read', async () => {
  const server = await start();
  const client = await joinLive(server.url, await tokenFor(server, 'alice'));
  client.socket.send(`["${'x'.repeat(65_537)}"]`);
  expect([1009, 4413]).toContain(await client.closed);
});

test('[PRO-5] silent sockets are dropped: before the hello and after it', async () => {
  // Two servers, so that a hello which a busy machine delays is not taken for silence.
  const [hasty, listening] = [await start({ limits: { helloMs: 50 } }), await start({ limits: { heartbeatMs: 50 } })];
  const mute = await connectLive(hasty.url);
  const quiet = await joinLive(listening.url, await tokenFor(listening, 'alice'));
  expect(await Promise.all([mute.closed, quiet.closed])).toEqual([4408, 4408]);
});

test('[PRO-5] a peer that no longer answers the close is cut off', async () => {
  const server = await start({ limits: { helloMs: 50 } });
  const raw = connect(server.port, '127.0.0.1');
  const ended = new Promise((resolve) => raw.on('close', resolve));
  raw.write(
    'GET /sync HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  raw.resume();
  await ended;
});

test('[PRO-30] a push to a stream one is not a member of answers as to a missing one', async () => {
  const server = await start();
  const alice = await joinLive(server.url, await tokenFor(server, 'alice'));
  const eve = await joinLive(server.url, await tokenFor(server, 'eve'));
  await alice.push(create('crew', []));
  const refused = async (op: Op) => {
    const [result] = await eve.push(op);
    return result !== undefined && 'error' in result ? result.error : undefined;
  };
  const there = await refused(send(stream, 'hello?'));
  expect(there).toMatchObject({ code: 'stream/unknown', class: 'permanent' });
  expect(await refused(send('conversation:none', 'hello?'))).toEqual(there);
});

test('[PRO-42] options that do not fit are refused by name', async () => {
  const data = temporaryFolder();
  const cases: readonly (readonly [object, string])[] = [
    [{}, 'auth'],
    [{ auth: { secret: 'short' } }, 'auth.secret'],
    [{ auth: { secret, publicKey: 'x' } }, 'auth'],
    [{ auth: { publicKey: 'not a key' } }, 'auth.publicKey'],
    [{ auth: { secret, algorithms: ['none'] } }, 'auth.algorithms.0'],
    [{ auth: { jwks: { keys: [{ kty: 'OKP' }] } } }, 'auth.algorithms'],
    [{ devTokens: true, port: 70_000 }, 'port'],
    [{ devTokens: true, limits: { frameBytes: -1 } }, 'limits.frameBytes'],
    [{ devTokens: true, data: '' }, 'data'],
  ];
  for (const [options, option] of cases) {
    const error = await rejection(createServer({ data, port: 0, ...options }));
    expect(error).toMatchObject({ code: 'options/invalid', details: { option } });
  }
});

test('[PRO-42] a taken port is refused with advice, and the data folder is free again', async () => {
  const { port } = await start();
  const data = temporaryFolder();
  const error = await rejection(createServer({ data, port, devTokens: true }));
  expect(error).toMatchObject({ code: 'server/listen', details: { port } });
  expect(error.message).toContain('is taken');
  await start({ data });
});

test('[PRO-42] a database file that is not one is refused with advice', async () => {
  const data = temporaryFolder();
  writeFileSync(join(data, 'tidemark.sqlite'), 'these are not the bytes you are looking for'.repeat(50));
  expect(await rejection(createServer({ data, port: 0, devTokens: true }))).toMatchObject({ code: 'server/data' });
});

test('[PRO-2] the routes beside the socket: health, readiness, tokens only when asked for', async () => {
  const dev = await start();
  const post = (server: TidemarkServer, body: unknown, origin = 'http://localhost:5173') =>
    fetch(`${server.httpUrl}/dev/token`, { method: 'POST', body: JSON.stringify(body), headers: { origin } });
  expect([(await fetch(`${dev.httpUrl}/healthz`)).status, (await fetch(`${dev.httpUrl}/readyz`)).status]).toEqual([
    200, 200,
  ]);
  const answer = await post(dev, { user: 'alice' });
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  const { token } = (await answer.json()) as { token: string };
  expect((await joinLive(dev.url, token)).frames[0]).toMatchObject({ user: 'alice' });
  expect((await post(dev, { user: 'two words' })).status).toBe(400);
  expect(
    (await post(dev, { user: 'bob' }, 'https://evil.example')).headers.get('access-control-allow-origin'),
  ).toBeNull();
  const plain = await start({ devTokens: false, auth: { secret } });
  expect((await post(plain, { user: 'alice' })).status).toBe(404);
  expect(plain.issueDevToken).toBeUndefined();
});

test('[PRO-2] the development secret is kept in the data folder, for its owner only', async () => {
  const data = temporaryFolder();
  const first = await start({ data });
  const token = await tokenFor(first, 'alice');
  await first.close();
  const second = await start({ data });
  await joinLive(second.url, token);
  expect(statSync(join(data, 'dev-secret')).mode & 0o777).toBe(0o600);
});
