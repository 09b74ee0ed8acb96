import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import { createFaultProxy } from './create-fault-proxy.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An echo server behind a proxy. */
async function arrange() {
  const served: Socket[] = [];
  const server = createServer((socket) => {
    served.push(socket.on('error', () => {}));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    for (const socket of served) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const proxy = await createFaultProxy({ target: { port }, random: createSeededRandom(1) });
  closing.push(proxy.close);
  return { proxy, served, server };
}

/** A client that has connected, or failed to; what it reads is kept, and how it ended. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1');
  const seen = { text: '', ended: '' };
  socket.on('data', (chunk) => {
    seen.text += chunk;
  });
  socket.on('end', () => {
    seen.ended ||= 'end';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.ended ||= error.code ?? 'error';
  });
  closing.push(async () => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  return { socket, seen };
}

test('[KIT-12] bytes cross whole and in order in both directions, then the end', async () => {
  const { proxy } = await arrange();
  proxy.setLatency(0, 3);
  const { socket, seen } = await dial(proxy.port);
  const sent = Array.from({ length: 300_000 }, (_, n) => `${n},`).join('');
  socket.end(sent);
  await expect.poll(() => seen.ended, { interval: 5 }).toBe('end');
  expect(seen.text === sent).toBe(true);
  await expect.poll(() => proxy.stats()).toMatchObject({ accepted: 1, open: 0, bytesUp: sent.length });
  expect(proxy.stats().bytesDown).toBe(sent.length);
});

test('[KIT-12] latency delays every chunk', async () => {
  const { proxy } = await arrange();
  proxy.setLatency(60, 80);
  const { socket, seen } = await dial(proxy.port);
  const startMs = performance.now();
  socket.write('ahoy');
  await expect.poll(() => seen.text, { interval: 5 }).toBe('ahoy');
  expect(performance.now() - startMs).toBeGreaterThan(115);
});

test('[KIT-12] an end that does not read holds the other back, and the proxy keeps no more than a little', async () => {
  const { proxy } = await arrange();
  const { socket } = await dial(proxy.port);
  socket.pause();
  socket.write(Buffer.alloc(64 * 1024 * 1024));
  await expect.poll(() => proxy.stats().bytesDown).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(socket.writableLength).toBeGreaterThan(0);
  expect(proxy.stats().bytesUp).toBeLessThan(48 * 1024 * 1024);
});

test('[KIT-13] a cut resets both ends, and a new connection works', async () => {
  const { proxy, served } = await arrange();
  const { socket, seen } = await dial(proxy.port);
  socket.write('ahoy');
  await expect.poll(() => seen.text).toBe('ahoy');
  expect(proxy.cut()).toBe(1);
  await expect.poll(() => seen.ended).toBe('ECONNRESET');
  await expect.poll(() => served[0]?.destroyed).toBe(true);
  const again = await dial(proxy.port);
  again.socket.write('again');
  await expect.poll(() => again.seen.text).toBe('again');
  expect(proxy.stats()).toMatchObject({ accepted: 2, open: 1, cut: 1 });
});

test('[KIT-13] a share of the connections is cut, drawn by the random', async () => {
  const { proxy } = await arrange();
  const clients = await Promise.all(Array.from({ length: 20 }, () => dial(proxy.port)));
  await expect.poll(() => proxy.stats().open).toBe(20);
  const count = proxy.cut(0.5);
  expect(count > 3 && count < 17).toBe(true);
  await expect.poll(() => clients.filter(({ seen }) => seen.ended === 'ECONNRESET').length).toBe(count);
});

test('[KIT-14] half-open: both ends stay open, nothing arrives, and the end of one is not told to the other', async () => {
  const { proxy, served } = await arrange();
  const { socket, seen } = await dial(proxy.port);
  socket.write('ahoy');
  await expect.poll(() => seen.text).toBe('ahoy');
  expect(proxy.halfOpen()).toBe(1);
  socket.write('into the void');
  served[0]?.write('into the void');
  const other = await dial(proxy.port);
  other.socket.write('others work');
  await expect.poll(() => other.seen.text).toBe('others work');
  expect(seen).toEqual({ text: 'ahoy', ended: '' });
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(served[0]?.destroyed).toBe(false);
  expect([proxy.cut(), proxy.stats().halfOpened]).toEqual([1, 1]);
});

test('[KIT-13] without a target, or unreachable, connections are reset; with one again they work', async () => {
  const { proxy, server, served } = await arrange();
  proxy.setReachable(false);
  const refused = await dial(proxy.port);
  await expect.poll(() => refused.seen.ended).toBe('ECONNRESET');
  proxy.setReachable(true);
  const { port } = server.address() as AddressInfo;
  server.close();
  const orphan = await dial(proxy.port);
  await expect.poll(() => orphan.seen.ended).toBe('ECONNRESET');
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const working = await dial(proxy.port);
  working.socket.write('back');
  await expect.poll(() => working.seen.text).toBe('back');
  expect(served.length).toBe(1);
});

test('[KIT-15] bytes arrive in pieces no larger than asked for, whole and in order', async () => {
  const { proxy } = await arrange();
  proxy.setLatency(2, 2);
  proxy.setSlicing(1, 3);
  const { socket, seen } = await dial(proxy.port);
  const pieces: number[] = [];
  socket.on('data', (chunk) => pieces.push(chunk.length));
  const sent = Array.from({ length: 30 }, (_, n) => `${n},`).join('');
  socket.write(sent);
  await expect.poll(() => seen.text).toBe(sent);
  // What the machine joins again, when it is busy, is still less than all.
  expect(pieces.length).toBeGreaterThan(5);
  expect(Math.min(...pieces)).toBeLessThanOrEqual(3);
  proxy.setSlicing(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  socket.write('whole');
  await expect.poll(() => seen.text).toBe(`${sent}whole`);
});

test('[KIT-16] a limit of bandwidth holds whatever is sent at once, and bytes trickle', async () => {
  const { proxy } = await arrange();
  proxy.setBandwidth(100_000);
  const { socket, seen } = await dial(proxy.port);
  const startMs = performance.now();
  let firstMs = 0;
  socket.once('data', () => {
    firstMs = performance.now() - startMs;
  });
  socket.write('x'.repeat(50_000));
  await expect.poll(() => seen.text.length, { interval: 5 }).toBe(50_000);
  expect(performance.now() - startMs).toBeGreaterThan(490);
  expect(firstMs).toBeLessThan(performance.now() - startMs);
  expect(proxy.stats()).toMatchObject({ bytesUp: 50_000, bytesDown: 50_000 });
});
