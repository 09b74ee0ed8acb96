import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket as TcpSocket } from 'node:net';
import { createScriptedServer, transportChecks } from '@tidemark/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket as PackageSocket, WebSocketServer } from 'ws';
import type { SocketConstructor } from './socket.ts';
import { type WebSocketOptions, webSocket } from './web-socket.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const live = new AbortController().signal;
const addressOf = (server: { address(): unknown }) => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A `ws` server on a free port, in the hands of the test. */
async function listen() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  closing.push(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  });
  return { server, address: addressOf(server) };
}

/** A port where nobody listens. */
async function freeAddress() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = addressOf(server);
  server.close();
  await once(server, 'close');
  return address;
}

const open = (options?: WebSocketOptions) => async () => {
  const { server, address } = await listen();
  const scripted = createScriptedServer();
  server.on('connection', (socket) => {
    const session = scripted.accept({
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
      bufferedBytes: () => socket.bufferedAmount,
    });
    socket.on('message', (data) => session.receive(String(data)));
    socket.on('close', () => session.closed());
  });
  return {
    transport: webSocket(address, options),
    unreachable: webSocket(await freeAddress(), options),
    nextPeer: scripted.nextPeer,
    close: async () => {},
  };
};

describe("the host's WebSocket", () => {
  for (const { name, run } of transportChecks(open())) test(name, run);
});

describe("the ws package's WebSocket", () => {
  for (const { name, run } of transportChecks(open({ WebSocket: PackageSocket }))) test(name, run);
});

test('[TRA-3] aborting a connection to a server that never answers rejects with the reason and frees the socket', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => server.close());
  const accepted = once(server, 'connection');
  const controller = new AbortController();
  const connecting = webSocket(addressOf(server)).connect(controller.signal);
  const [socket]: TcpSocket[] = await accepted;
  socket?.resume().on('error', () => {});
  controller.abort('too slow');
  await expect(connecting).rejects.toBe('too slow');
  if (!socket?.closed) await once(socket as TcpSocket, 'close');
});

test('[TRA-3] an abort while the address is awaited rejects with the reason', async () => {
  const controller = new AbortController();
  const connecting = webSocket(() => new Promise<string>(() => {})).connect(controller.signal);
  controller.abort('enough');
  await expect(connecting).rejects.toBe('enough');
});

test('[TRA-2] a refused port, a server that is no WebSocket, a failing address: transport/failed, retryable', async () => {
  const port = await freeAddress();
  const silent = createServer((socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  closing.push(async () => silent.close());
  const rejecting = () => Promise.reject(new Error('no address yet'));
  for (const address of [port, addressOf(silent), rejecting])
    await expect(webSocket(address).connect(live)).rejects.toMatchObject({ code: 'transport/failed', retryable: true });
});

test('[TRA-2] an address that is none is not retryable, and a query never shows in a message', async () => {
  const refused = webSocket('gopher://example.com?key=secret').connect(live);
  await expect(refused).rejects.toMatchObject({ code: 'transport/failed', retryable: false });
  await expect(refused).rejects.toThrow(/^Cannot open gopher:\/\/example.com: give a ws:/);
  const unreachable = webSocket(`${await freeAddress()}?key=secret`).connect(live);
  await expect(unreachable).rejects.not.toThrow('secret');
});

test('[TRA-1] the address is asked anew for every connection, and the first message may come with the handshake', async () => {
  const { server, address } = await listen();
  server.on('connection', (socket, request) => {
    socket.send(JSON.stringify([{ type: 'pong', heads: [], path: request.url }]));
    socket.close();
  });
  let asked = 0;
  const transport = webSocket(async () => new URL(`${address}/${++asked}`));
  const paths: unknown[] = [];
  for (let n = 0; n < 2; n++)
    for await (const [frame] of await transport.connect(live)) paths.push(Reflect.get(frame ?? {}, 'path'));
  expect(paths).toEqual(['/1', '/2']);
});

test('[TRA-9] a server that closes at once with 4401 tells code and reason, and is not asked again in vain', async () => {
  const { server, address } = await listen();
  server.on('connection', (socket) => socket.close(4401, 'auth/expired'));
  const reader = (await webSocket(address).connect(live))[Symbol.asyncIterator]();
  await expect(reader.next()).rejects.toMatchObject({
    code: 'transport/failed',
    retryable: false,
    details: { closeCode: 4401, reason: 'auth/expired' },
  });
});

test('[TRA-9] a connection that breaks without a close frame fails with 1006', async () => {
  const { server, address } = await listen();
  server.on('connection', (socket) => socket.terminate());
  const reader = (await webSocket(address).connect(live))[Symbol.asyncIterator]();
  await expect(reader.next()).rejects.toMatchObject({ code: 'transport/failed', details: { closeCode: 1006 } });
});

test('[TRA-10] a binary message, and one above maxMessageBytes, are malformed and close with 4400', async () => {
  const { server, address } = await listen();
  const messages = [Buffer.from('[]'), JSON.stringify(['水'.repeat(400)])];
  const codes: number[] = [];
  server.on('connection', (socket) => {
    socket.on('close', (code) => codes.push(code));
    socket.send(messages.shift() ?? '');
  });
  const founds: unknown[] = [];
  for (const _ of [...messages]) {
    const connection = await webSocket(address, { maxMessageBytes: 1000 }).connect(live);
    await connection[Symbol.asyncIterator]()
      .next()
      .catch((error) => founds.push(error.details.found));
  }
  expect(founds).toEqual(['a binary message', 'a message of 404 characters, above maxMessageBytes 1000']);
  await expect.poll(() => codes).toEqual([4400, 4400]);
});

test('[TRA-12] bufferedBytes grows while the server does not read', async () => {
  const { server, address } = await listen();
  server.on('connection', (socket) => socket.pause());
  const connection = await webSocket(address).connect(live);
  const kind = 'x'.repeat(1_000_000);
  for (let n = 0; n < 32; n++) connection.send([{ type: 'signal', stream: 'app:net', kind, ttlMs: 0 }]);
  expect(connection.bufferedBytes).toBeGreaterThan(1_000_000);
  connection.close();
});

test('[TRA-8] codes and reasons a browser may not send are replaced, not thrown', async () => {
  const { server, address } = await listen();
  const closes: unknown[] = [];
  server.on('connection', (socket) => socket.on('close', (code, reason) => closes.push([code, String(reason)])));
  for (const [code, reason] of [
    [1011, 'internal'],
    [4408, 'é'.repeat(100)],
  ] as const)
    (await webSocket(address).connect(live)).close(code, reason);
  await expect.poll(() => closes.length).toBe(2);
  expect(closes).toEqual([
    [1000, 'internal'],
    [4408, 'é'.repeat(41)],
  ]);
});

test('[TRA-7] a socket that is closing would swallow what it is given: sending throws', async () => {
  const sent: string[] = [];
  const socket = {
    readyState: 1,
    bufferedAmount: 0,
    send: (text: string) => sent.push(text),
    close() {},
    addEventListener: (type: string, listener: (event: unknown) => void) => {
      if (type === 'open') queueMicrotask(() => listener({}));
    },
  };
  const make = function Made() {
    return socket;
  } as unknown as SocketConstructor;
  const connection = await webSocket('ws://made.example', { WebSocket: make }).connect(live);
  connection.send([{ type: 'ping' }]);
  socket.readyState = 2;
  expect(() => connection.send([{ type: 'ping' }])).toThrow('[transport/closed]');
  expect(sent).toEqual(['[{"type":"ping"}]']);
});

test('[TRA-2] a host without WebSocket is told to pass one', () => {
  const found = Reflect.get(globalThis, 'WebSocket');
  Reflect.deleteProperty(globalThis, 'WebSocket');
  try {
    expect(() => webSocket('wss://example.com')).toThrow('This host has no WebSocket: pass one');
  } finally {
    Reflect.set(globalThis, 'WebSocket', found);
  }
});
