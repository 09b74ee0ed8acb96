import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { transportChecks } from '@tidemark/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type HttpOptions, http } from '../src/http.ts';
import type { Fetch } from '../src/post.ts';
import { openHost } from './open-host.ts';
import { freeAddress, serve } from './serve.ts';

const live = new AbortController().signal;
const modes = [{ poll: false }, { poll: true }];
const events = (text: string): Response => new Response(text, { headers: { 'content-type': 'text/event-stream' } });
const SESSION = 'event: session\ndata: s1\n\n';

const open = (options: HttpOptions) => async () => {
  const host = await openHost();
  return { ...host, transport: http(host.address, options), unreachable: http(await freeAddress(), options) };
};

describe('one long answer', () => {
  for (const { name, run } of transportChecks(open({ poll: false }))) test(name, run);
});

describe('polling', () => {
  for (const { name, run } of transportChecks(open({ poll: true }))) test(name, run);
});

/** The host's fetch, which loses the answers that `loses` picks: the server has served them. */
function losing(loses: (body: string, count: number) => boolean): Fetch {
  let count = 0;
  return async (url, init) => {
    const response = await fetch(url, init);
    if (!loses(String(init.body), count++)) return response;
    await response.text();
    throw new TypeError('fetch failed');
  };
}

test('[HTT-3] messages whose answer is lost are sent again, and served once', async () => {
  const host = await openHost();
  const lost = new Set<string>();
  const losingFirst = losing((body) => body.includes('"send"') && lost.size < lost.add(body).size);
  const connection = await http(host.address, { fetch: losingFirst }).connect(live);
  const peer = await host.nextPeer();
  for (let n = 0; n < 5; n++) {
    connection.send([{ type: 'signal', stream: 'app:net', kind: String(n), ttlMs: 0 }]);
    expect(JSON.parse((await peer.receive()) ?? '')).toMatchObject([{ kind: String(n) }]);
  }
  connection.close();
  expect(await peer.receive()).toBeUndefined();
  expect(lost.size).toBeGreaterThan(0);
  for (const body of lost) expect(host.asked.filter((each) => each === body).length).toBe(2);
});

test('[HTT-2] what a lost answer to a poll held is told again, once', async () => {
  const host = await openHost();
  const flaky = losing((body, count) => body.includes('"poll":') && count % 2 === 1);
  const connection = await http(host.address, { poll: true, fetch: flaky }).connect(live);
  const peer = await host.nextPeer();
  const read: unknown[] = [];
  for (let n = 0; n < 5; n++) peer.sendText(`[${n}]`);
  for await (const frames of connection) {
    read.push(...frames);
    if (read.length === 5) peer.sendText('[5]');
    if (read.length === 6) break;
  }
  expect(read).toEqual([0, 1, 2, 3, 4, 5]);
});

test('[HTT-3] a way that stays broken fails the connection with 1006, and what waits is forgotten', async () => {
  const host = await openHost();
  const broken = losing((body) => body.includes('"send"'));
  const connection = await http(host.address, { fetch: broken }).connect(live);
  connection.send([{ type: 'ping' }]);
  await expect(connection[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'transport/failed',
    retryable: true,
    details: { closeCode: 1006 },
  });
  expect(connection.bufferedBytes).toBe(0);
  expect(() => connection.send([{ type: 'ping' }])).toThrow('[transport/closed]');
});

test('[TRA-3] aborting a connection to a server that never answers rejects with the reason and frees the socket', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const accepted = once(server, 'connection');
  const controller = new AbortController();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sync`;
  const connecting = http(address).connect(controller.signal);
  const [socket] = (await accepted) as [Socket];
  socket.resume().on('error', () => {});
  controller.abort('too slow');
  await expect(connecting).rejects.toBe('too slow');
  if (!socket.closed) await once(socket, 'close');
});

test('[TRA-3] an abort while the address is awaited rejects with the reason', async () => {
  const controller = new AbortController();
  const connecting = http(() => new Promise<string>(() => {})).connect(controller.signal);
  controller.abort('enough');
  await expect(connecting).rejects.toBe('enough');
});

test('[TRA-2] a refused port, a server that is none of ours, a failing address: transport/failed, retryable', async () => {
  const page = await serve(() => new Response('<!doctype html><p>Sign in to this network</p>'));
  const gateway = await serve(() => new Response('bad gateway', { status: 502 }));
  const rejecting = () => Promise.reject(new Error('no address yet'));
  for (const address of [await freeAddress(), page.address, gateway.address, rejecting])
    await expect(http(address).connect(live)).rejects.toMatchObject({ code: 'transport/failed', retryable: true });
});

test('[TRA-2] a query never shows in a message', async () => {
  const unreachable = http(`${await freeAddress()}?key=secret`).connect(live);
  await expect(unreachable).rejects.not.toThrow('secret');
});

test('[TRA-1] the address is asked anew for every connection', async () => {
  const { address } = await serve(() => events(`${SESSION}id: 1\ndata: [7]\n\nevent: close\ndata: {"code":1000}\n\n`));
  let asked = 0;
  const transport = http(async () => new URL(`?n=${++asked}`, address));
  const read: unknown[] = [];
  for (let n = 0; n < 2; n++) for await (const frames of await transport.connect(live)) read.push(frames);
  expect([asked, read]).toEqual([2, [[7], [7]]]);
});

test('[TRA-9] an answer that breaks off or just ends fails with 1006', async () => {
  const ending = await serve(() => events(`${SESSION}id: 1\nda`));
  const breaking = await serve(() => {
    const silent = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(SESSION)) });
    return new Response(silent);
  });
  for (const { address, server } of [ending, breaking]) {
    const reader = (await http(address).connect(live))[Symbol.asyncIterator]();
    server.closeAllConnections();
    await expect(reader.next()).rejects.toMatchObject({ code: 'transport/failed', details: { closeCode: 1006 } });
  }
});

test('[TRA-10] a message above maxMessageBytes is malformed and closes with 4400', async () => {
  for (const options of modes) {
    const host = await openHost();
    const connection = await http(host.address, { ...options, maxMessageBytes: 1_000 }).connect(live);
    const peer = await host.nextPeer();
    peer.sendText(JSON.stringify(['x'.repeat(1_000)]));
    await expect(connection[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'transport/malformed' });
    expect(await peer.receive()).toBeUndefined();
    expect(() => connection.send([])).toThrow(expect.objectContaining({ details: { closeCode: 4400 } }));
  }
});

test('[TRA-13] text split anywhere, in the midst of a character or of the end of an event, arrives whole', async () => {
  const bytes = new TextEncoder().encode(`${SESSION}id: 1\ndata: ["é水🌊"]\n\nevent: close\ndata: {"code":1000}\n\n`);
  const { address } = await serve(() => {
    let sent = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
      sent < bytes.length ? controller.enqueue(bytes.slice(sent, ++sent)) : controller.close();
    return new Response(new ReadableStream({ pull }));
  });
  const read: unknown[] = [];
  for await (const frames of await http(address).connect(live)) read.push(frames);
  expect(read).toEqual([['é水🌊']]);
});

test('[TRA-13] a host whose fetch gives no stream is read by polls', async () => {
  const host = await openHost();
  const whole: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    return { ok: response.ok, status: response.status, body: null, text: () => response.text() } as Response;
  };
  const connection = await http(host.address, { poll: true, fetch: whole }).connect(live);
  const peer = await host.nextPeer();
  peer.sendText('["水"]');
  peer.close();
  const read: unknown[] = [];
  for await (const frames of connection) read.push(frames);
  expect(read).toEqual([['水']]);
});

test('[TRA-12] bufferedBytes grows while the server does not answer', async () => {
  const { address } = await serve(async (request) =>
    (await request.text()).startsWith('{"open"') ? events(SESSION) : new Promise<Response>(() => {}),
  );
  const silent = http(address, { poll: true });
  const connection = await silent.connect(live);
  for (let n = 0; n < 8; n++)
    connection.send([{ type: 'signal', stream: 'app:net', kind: 'x'.repeat(50_000), ttlMs: 0 }]);
  expect(connection.bufferedBytes).toBeGreaterThan(300_000);
  connection.close();
});

test('[TRA-2] a host without fetch is told to pass one', () => {
  const found = Reflect.get(globalThis, 'fetch');
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    expect(() => http('https://example.com/sync')).toThrow('This host has no fetch. Pass one');
  } finally {
    Reflect.set(globalThis, 'fetch', found);
  }
});
