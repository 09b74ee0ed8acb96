import { getEventListeners } from 'node:events';
import { createMemoryLink } from '@tidemark/core';
import type { ServerFrame } from '@tidemark/protocol';
import {
  createFakeNetwork,
  createFakeTimers,
  createMemoryNetwork,
  createScriptedServer,
  createSeededRandom,
  transportChecks,
} from '@tidemark/testing';
import { describe, expect, test } from 'vitest';
import type { NetworkState } from './network-state.ts';
import { networkSwitch } from './network-switch.ts';

function openUnderTest(change: Partial<NetworkState>) {
  return async () => {
    const timers = createFakeTimers();
    const random = createSeededRandom('checks');
    const server = createScriptedServer();
    const ports = { timers, random, network: createFakeNetwork() };
    const link = networkSwitch(createMemoryNetwork({ timers, random, server }).link('phone').transport, ports);
    const nowhere = networkSwitch(createMemoryNetwork({ timers, random }).link('phone').transport, ports);
    link.set(change);
    nowhere.set(change);
    let isRunning = true;
    const running = (async () => {
      while (isRunning) await timers.runNext();
    })();
    return {
      transport: link.transport,
      unreachable: nowhere.transport,
      nextPeer: server.nextPeer,
      async close() {
        isRunning = false;
        await running;
      },
    };
  };
}

describe('[NSW-1] switched to nothing', () => {
  for (const { name, run } of transportChecks(openUnderTest({}))) test(name, run);
});

describe('[NSW-1] late', () => {
  for (const { name, run } of transportChecks(openUnderTest({ delayMs: 40 }))) test(name, run);
});

const signalled = (kind: string): ServerFrame => ({ type: 'signal', stream: 'app:net', from: 'bob', kind, ttlMs: 0 });
const welcome = { type: 'welcome' } as ServerFrame;

/** A connection through a switch that is set so, and what is read of it, a text for each message. */
async function connected(change: Partial<NetworkState> = {}) {
  const timers = createFakeTimers();
  const memory = createMemoryLink();
  const link = networkSwitch(memory.transport, {
    timers,
    random: createSeededRandom(3),
    network: createFakeNetwork(),
  });
  const { signal } = new AbortController();
  const connection = await link.transport.connect(signal);
  const end = await memory.accept();
  link.set(change);
  const read: string[] = [];
  const name = (frame: ServerFrame) => (frame.type === 'signal' ? frame.kind : frame.type);
  const reading = (async () => {
    for await (const frames of connection) read.push(frames.map(name).join(' '));
    read.push('end');
  })().catch((error) => read.push(`${error.code} ${error.details.closeCode}`));
  return { timers, link, connection, signal, end, read, reading };
}

test('[NSW-1] a message takes its delay each way, and none overtakes another when the delay falls', async () => {
  const { timers, link, connection, end, read } = await connected({ delayMs: 100 });
  end.send([signalled('a')]);
  connection.send([{ type: 'ping' }]);
  expect(connection.bufferedBytes).toBeGreaterThan(0);
  await timers.advance(99);
  expect(read).toEqual([]);
  link.set({ delayMs: 0 });
  end.send([signalled('b')]);
  await timers.advance(1);
  expect(read).toEqual(['a', 'b']);
  expect(connection.bufferedBytes).toBe(0);
});

test('[NSW-2] switched off, a connection breaks and what is under way is lost', async () => {
  const { timers, link, connection, end, read, reading } = await connected({ delayMs: 100 });
  end.send([signalled('lost')]);
  link.set({ offline: true });
  await reading;
  expect(read).toEqual(['transport/failed 1006']);
  expect(() => connection.send([{ type: 'ping' }])).toThrow('closed');
  expect(timers.pendingCount()).toBe(0);
});

test('[NSW-2] switched off while connecting, the attempt fails and may be made again', async () => {
  const timers = createFakeTimers();
  const memory = createMemoryLink();
  const link = networkSwitch(memory.transport, { timers, random: createSeededRandom(1), network: createFakeNetwork() });
  link.set({ delayMs: 500 });
  const { signal } = new AbortController();
  const connecting = link.transport.connect(signal);
  link.set({ offline: true });
  await expect(connecting).rejects.toMatchObject({ code: 'transport/failed', retryable: true });
  await expect(link.transport.connect(signal)).rejects.toMatchObject({ code: 'transport/failed', retryable: true });
  expect(timers.pendingCount()).toBe(0);
  link.set({ offline: false, delayMs: 0 });
  expect((await link.transport.connect(signal)).bufferedBytes).toBe(0);
});

test('[NSW-2] the network of the switch is the device’s, while it is switched on', () => {
  const network = createFakeNetwork();
  const told: boolean[] = [];
  const timers = createFakeTimers();
  const link = networkSwitch(createMemoryLink().transport, { timers, random: createSeededRandom(1), network });
  const end = link.network.subscribe(() => told.push(link.network.isOnline()));
  link.set({ offline: true });
  link.set({ delayMs: 5 });
  network.setOnline(false);
  link.set({ offline: false });
  network.setOnline(true);
  end();
  network.setOnline(false);
  link.set({ offline: true });
  expect(told).toEqual([false, false, false, true]);
});

test('[NSW-3] the answers to pushes are lost, with the connection and what follows', async () => {
  const { end, read, reading } = await connected({ dropResults: true });
  end.send([signalled('before'), { type: 'results', results: [] }, signalled('after')]);
  end.send([signalled('later')]);
  await reading;
  expect(read).toEqual(['before', 'transport/failed 1006']);
});

test('[NSW-3] loss ends the connection on a message it draws, and not inside the call that sends it', async () => {
  const { connection, end, read, reading } = await connected({ loss: 0.2 });
  const arrived: unknown[] = [];
  const serving = (async () => {
    for await (const frames of end.frames) arrived.push(frames[0]);
  })();
  const numbers = Array.from({ length: 50 }, (_, n) => String(n));
  for (const kind of numbers) connection.send([{ type: 'signal', stream: 'app:net', kind, ttlMs: 0 }]);
  await Promise.all([reading, serving]);
  expect(read).toEqual(['transport/failed 1006']);
  expect(arrived.length).toBeGreaterThan(0);
  expect(arrived.length).toBeLessThan(50);
  expect(arrived).toEqual(numbers.slice(0, arrived.length).map((kind) => expect.objectContaining({ kind })));
});

test('[NSW-4] everything but welcome comes twice', async () => {
  const { timers, end, read } = await connected({ duplicate: true });
  end.send([welcome]);
  end.send([signalled('a'), signalled('b')]);
  await timers.advance(0);
  expect(read).toEqual(['welcome', 'a b', 'a b']);
});

test('[NSW-4] everything but welcome changes places, and what is left alone arrives after a while', async () => {
  const { timers, end, read } = await connected({ reorder: true });
  end.send([welcome]);
  end.send([signalled('a')]);
  end.send([signalled('b'), signalled('c')]);
  await timers.advance(49);
  expect(read).toEqual(['welcome', 'b a']);
  await timers.advance(1);
  expect(read).toEqual(['welcome', 'b a', 'c']);
});

test('[NSW-4] what waits for its pair goes first once nothing changes places any more, and before the end', async () => {
  const { link, end, read, reading } = await connected({ reorder: true });
  end.send([signalled('a')]);
  await Promise.resolve();
  link.set({ reorder: false });
  end.send([signalled('b')]);
  await new Promise(setImmediate);
  link.set({ reorder: true });
  end.send([signalled('c')]);
  end.close();
  await reading;
  expect(read).toEqual(['a', 'b', 'c', 'end']);
});

test('[NSW-5] a change that is none changes nothing, and one that cannot be is refused', () => {
  const timers = createFakeTimers();
  const ports = { timers, random: createSeededRandom(1), network: createFakeNetwork() };
  const link = networkSwitch(createMemoryLink().transport, ports);
  const states: NetworkState[] = [];
  const end = link.subscribe(() => states.push(link.state()));
  link.set({ loss: 0.5 });
  link.set({ loss: 0.5, delayMs: 0 });
  for (const change of [{ loss: 2 }, { loss: Number.NaN }, { delayMs: -1 }, { delayMs: Number.POSITIVE_INFINITY }])
    expect(() => link.set(change)).toThrow(expect.objectContaining({ code: 'options/invalid' }));
  end();
  link.set({ loss: 0 });
  expect(states.map(({ loss }) => loss)).toEqual([0.5]);
});

for (const change of [{ delayMs: 100 }, { reorder: true }])
  test(`[NSW-6] closed ${JSON.stringify(change)}, it leaves no timer and its signal no listener`, async () => {
    const { timers, connection, signal, end, read, reading } = await connected(change);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    end.send([signalled('a')]);
    connection.send([{ type: 'ping' }]);
    await new Promise(setImmediate);
    expect(timers.pendingCount()).toBeGreaterThan(0);
    connection.close();
    await reading;
    expect(read).toEqual(['end']);
    expect(timers.pendingCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
