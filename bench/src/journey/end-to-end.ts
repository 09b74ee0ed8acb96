import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, spreadOf } from './figure.ts';
import { openClient } from './open-client.ts';
import { runChild } from './run-child.ts';
import type { Address } from './server-main.ts';

const SENDS = 2_000;
const WARM_UP = 200;
const BURST = 10_000;
const textOf = (n: number): string => `The tide is coming in, said the lighthouse keeper: ${n}`;

/** A way from one end to the other. */
interface Way {
  send(text: string): void;
  /** Called with the newest text and how many there are, after each change at the other end. */
  onReceived(told: (newest: string, count: number) => void): void;
  close(): Promise<void>;
}

/** From `send()` at one device until an observation at the other, through a real server; beside bare sockets. */
export async function measureEndToEnd(folder: string): Promise<readonly Figure[]> {
  const ours = await measure(await openTidemark(folder));
  const floor = await measure(await openRelay());
  const name = 'ws relay';
  return [
    { name: 'send → observed at the other', unit: 'ms', ours: ours.latency, floor: { name, ...floor.latency } },
    {
      name: `burst of ${BURST} to the other`,
      unit: 'messages/s',
      ours: { p50: ours.rate },
      floor: { name, p50: floor.rate },
    },
  ];
}

async function measure(way: Way) {
  let seen = (_newest: string, _count: number): void => {};
  way.onReceived((newest, count) => seen(newest, count));
  const samples: number[] = [];
  for (let n = 0; n < SENDS + WARM_UP; n++) {
    const text = textOf(n);
    const received = new Promise<number>((resolve) => {
      seen = (newest) => newest === text && resolve(performance.now());
    });
    const startMs = performance.now();
    way.send(text);
    samples.push((await received) - startMs);
    await sleep(0);
  }
  const startMs = performance.now();
  const all = new Promise<number>((resolve) => {
    seen = (_, count) => count >= SENDS + WARM_UP + BURST && resolve(performance.now());
  });
  for (let n = 0; n < BURST; n++) {
    way.send(textOf(n));
    // As an app would: not all in one turn of the loop.
    if (n % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  const tookMs = (await all) - startMs;
  await way.close();
  return { latency: spreadOf(samples.slice(WARM_UP)), rate: (BURST / tookMs) * 1000 };
}

async function openTidemark(folder: string): Promise<Way> {
  const server = await runChild<Address>('server-main.ts', [join(folder, 'server')]);
  const [ann, bob] = [
    await openClient('ann', join(folder, 'ann.db'), server.report),
    await openClient('bob', join(folder, 'bob.db'), server.report),
  ];
  const { id } = await ann.conversations.create({ kind: 'direct', members: ['bob'] });
  await ann.flush();
  const window = bob.messages.observe(id, { limit: 50 });
  await bob.whenSynced(id);
  return {
    send: (text) => void ann.messages.send(id, { text }),
    onReceived(told) {
      window.subscribe(() => {
        const newest = window.getSnapshot()?.rows.at(-1);
        if (newest) told(newest.body.text ?? '', newest.ord ?? 0);
      });
    },
    async close() {
      await Promise.all([ann.close(), bob.close()]);
      await server.stop();
    },
  };
}

async function openRelay(): Promise<Way> {
  const relay = await runChild<Pick<Address, 'url'>>('relay-main.ts', []);
  const sockets = [new WebSocket(relay.report.url), new WebSocket(relay.report.url)] as const;
  for (const socket of sockets) await new Promise((resolve) => socket.addEventListener('open', resolve));
  const [ann, bob] = sockets;
  let count = 0;
  return {
    send: (text) => ann.send(JSON.stringify([{ text }])),
    onReceived(told) {
      bob.addEventListener('message', ({ data }) => {
        const [message] = JSON.parse(String(data)) as [{ text: string }];
        told(message.text, ++count);
      });
    },
    async close() {
      for (const socket of sockets) socket.close();
      await relay.stop();
    },
  };
}
