import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, memoryStorage } from '@tidemark/core';
import { createServer, type TidemarkServer } from '@tidemark/server-reference';
import { expect, onTestFinished, test, vi } from 'vitest';
import { http } from '../src/http.ts';

// Patience for a machine that is busy with something else; what holds is seen within milliseconds.
const PATIENCE_MS = 30_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });
const soon = (read: () => unknown) => expect.poll(read, { timeout: PATIENCE_MS, interval: 5 });

const secret = 'a secret of at least thirty-two bytes';

/** A server that goes and comes back at the same address. */
async function openServer() {
  const data = mkdtempSync(join(tmpdir(), 'tidemark-http-'));
  let server: TidemarkServer | undefined;
  let port = 0;
  const start = async (): Promise<void> => {
    const limits = { heartbeatMs: 200 };
    server = await createServer({ data, port, auth: { secret }, devTokens: true, limits, durability: 'relaxed' });
    port = server.port;
  };
  const stop = async (): Promise<void> => {
    await server?.close();
    server = undefined;
  };
  await start();
  onTestFinished(async () => {
    await stop();
    rmSync(data, { recursive: true, force: true });
  });
  return {
    start,
    stop,
    address: () => `http://127.0.0.1:${port}/sync`,
    token: async (user: string) => (await server?.issueDevToken?.(user)) ?? '',
  };
}

async function openClient(
  user: string,
  server: Awaited<ReturnType<typeof openServer>>,
  poll: boolean,
): Promise<Client> {
  const token = await server.token(user);
  const client = await createClient({
    storage: memoryStorage(),
    transport: http(server.address, { poll }),
    auth: () => token,
    user,
    outbox: { retryBaseMs: 20, retryMaxMs: 100, ratePerSecond: 0 },
  });
  onTestFinished(() => client.close());
  return client;
}

for (const poll of [false, true]) {
  test(`[HTT-1] clients send, receive, go offline and resume over requests (poll: ${poll})`, async () => {
    const server = await openServer();
    const ann = await openClient('ann', server, poll);
    const bob = await openClient('bob', server, poll);
    const { id } = await ann.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
    await ann.messages.send(id, { text: 'Ahoy' });
    const sent = ann.messages.observe(id);
    const received = bob.messages.observe(id);
    const texts = (window: typeof sent) => window.getSnapshot()?.rows.map((row) => row.body.text) ?? [];
    const deliveries = () => sent.getSnapshot()?.rows.map((row) => row.delivery) ?? [];
    sent.subscribe(() => {});
    received.subscribe(() => {});
    await soon(() => texts(received)).toEqual(['Ahoy']);
    await bob.conversations.markRead(id);
    await soon(deliveries).toEqual(['read']);

    await server.stop();
    await ann.messages.send(id, { text: 'Anyone?' });
    await bob.messages.send(id, { text: 'Here' });
    expect(deliveries()).toEqual(['read', 'sending']);
    await server.start();
    await soon(() => texts(sent).toSorted()).toEqual(['Ahoy', 'Anyone?', 'Here']);
    await soon(() => texts(received)).toEqual(texts(sent));
    await soon(deliveries).not.toContain('sending');
  });
}

test('[HTT-7] a server that stops says goaway to a stream, then 4503', async () => {
  const server = await openServer();
  const connection = await http(server.address).connect(new AbortController().signal);
  connection.send([{ type: 'hello', protocol: 1, token: await server.token('ann'), device: 'd', cursors: [] }]);
  const told: string[] = [];
  const reading = (async () => {
    for await (const frames of connection) {
      told.push(...frames.map(({ type }) => type));
      if (told.length === 1) void server.stop();
    }
  })();
  await expect(reading).rejects.toMatchObject({ details: { closeCode: 4503 } });
  expect(told).toEqual(['welcome', 'goaway']);
});
