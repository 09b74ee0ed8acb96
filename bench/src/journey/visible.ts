import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@tidemark/core';
import { createFaultProxy, type FaultProxy } from '@tidemark/testing/node';
import { type Figure, type Spread, spreadOf } from './figure.ts';
import { openClient } from './open-client.ts';
import { runChild } from './run-child.ts';
import type { Address } from './server-main.ts';

const SENDS = 5_000;
const WARM_UP = 500;

/** From the call of `send()` until an open observation has told of it, in every state of the network. */
export async function measureVisible(folder: string): Promise<readonly Figure[]> {
  const server = await runChild<Address>('server-main.ts', [join(folder, 'server')]);
  const proxy = await createFaultProxy({
    target: { port: server.report.port },
    random: { fraction: Math.random, fill: (bytes) => crypto.getRandomValues(bytes) },
  });
  const proxied = { url: `ws://127.0.0.1:${proxy.port}/sync`, httpUrl: server.report.httpUrl };
  const inState = async (
    name: string,
    address?: Pick<Address, 'url' | 'httpUrl'>,
    fail?: (proxy: FaultProxy) => void,
  ) => {
    const client = await openClient(name, join(folder, `${name}.db`), address);
    const { id } = await client.conversations.create({ kind: 'group', title: name, members: [] });
    if (address) await client.whenSynced();
    fail?.(proxy);
    const ours = await timeVisible(client, id);
    await client.close();
    return { name: `send → visible, ${name}`, unit: 'ms', ours, floor: await floor(), mustBeBelow: 1 } satisfies Figure;
  };
  const figures = [
    await inState('live', server.report),
    await inState('offline'),
    await inState('slow', proxied, () => proxy.setLatency(200, 400)),
  ];
  proxy.setLatency(0, 0);
  figures.push(await inState('half-open', proxied, () => proxy.halfOpen()));
  await proxy.close();
  await server.stop();
  return figures;
}

async function timeVisible(client: Client, conversation: string): Promise<Spread> {
  const window = client.messages.observe(conversation, { limit: 50 });
  let wanted = '';
  let seen = (): void => {};
  window.subscribe(() => {
    if (window.getSnapshot()?.rows.at(-1)?.body.text === wanted) seen();
  });
  while (window.getSnapshot() === undefined) await sleep(1);
  const samples: number[] = [];
  for (let n = 0; n < SENDS + WARM_UP; n++) {
    wanted = `The tide is coming in, said the lighthouse keeper: ${n}`;
    const isSeen = new Promise<number>((resolve) => {
      seen = () => resolve(performance.now());
    });
    const startMs = performance.now();
    const sent = client.messages.send(conversation, { text: wanted });
    samples.push((await isSeen) - startMs);
    await sent;
    // The loop turns, so that commits and what the server says have their time.
    await sleep(0);
  }
  window.close();
  return spreadOf(samples.slice(WARM_UP));
}

/** An array and a listener. */
async function floor(): Promise<Figure['floor']> {
  const rows: { text: string }[] = [];
  let seenMs = 0;
  const listener = (): void => {
    if (rows.at(-1)) seenMs = performance.now();
  };
  const samples: number[] = [];
  for (let n = 0; n < SENDS + WARM_UP; n++) {
    const startMs = performance.now();
    rows.push({ text: `The tide is coming in, said the lighthouse keeper: ${n}` });
    listener();
    samples.push(seenMs - startMs);
    await sleep(0);
  }
  return { name: 'array push, listener call', ...spreadOf(samples.slice(WARM_UP)) };
}
